"""Run by Debian's Python: what QGIS makes of the layers of a store, as a line of JSON, and a picture of them."""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def untitled(layer: QgsVectorLayer) -> int:
    """Return how many features have no title by the layer's own expression."""
    expression = QgsExpression(layer.displayExpression())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    count = 0
    for feature in layer.getFeatures():
        context.setFeature(feature)
        title = expression.evaluate(context)
        count += expression.hasEvalError() or not isinstance(title, str) or not title.strip()
    return count


application = QgsApplication([], False)
application.initQgis()
path, picture, *names = sys.argv[1:]
layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names]
found = {}
for layer in layers:
    drawn_as = layer.renderer().type()  # as it comes; the time comes with "Load default" where nobody did that yet
    layer.loadDefaultStyle()
    times = layer.temporalProperties()
    features = list(layer.getFeatures(QgsFeatureRequest()))
    found[layer.name()] = {
        "valid": layer.isValid(),
        "ids": sorted({feature["event_id"] for feature in features if not feature.geometry().isEmpty()}),
        "numbers": len({feature.id() for feature in features}) == len(features),
        "renderer": drawn_as,
        "is_timed": times.isActive() and times.startField() == "date_start" and times.endField() == "date_end",
        "tip": layer.mapTipTemplate(),
        "untitled": untitled(layer),
    }
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(600, 400))
settings.setExtent(QgsRectangle(-180, -90, 180, 90))
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(picture)
image = job.renderedImage()
found["colours"] = len({image.pixel(x, y) for x in range(0, 600, 2) for y in range(0, 400, 2)}) - 1
print(json.dumps(found))
