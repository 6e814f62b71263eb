"""Run by Debian's Python: what QGIS says of a project, as a line of JSON, and a picture of it."""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
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
project = QgsProject.instance()
assert project.read(sys.argv[1])
layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
settings = QgsMapSettings()
settings.setLayers([layer for layer in layers if not layer.id().endswith("places")])
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(600, 400))
settings.setExtent(QgsRectangle(60, 30, 80, 43))
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
picture = job.renderedImage()
picture.save(sys.argv[2])
colours = {picture.pixel(x, y) for x in range(0, 600, 2) for y in range(0, 400, 2)}
found = []
for layer in layers:
    renderer, times = layer.renderer(), layer.temporalProperties()
    table = layer.id().replace("geonews_", "", 1)
    saved = QgsVectorLayer(f"{sys.argv[1].replace('.qgz', '.gpkg')}|layername={table}", table, "ogr")
    is_by_type = renderer.type() == "categorizedSymbol"
    categories = renderer.categories() if is_by_type else []  # held, for they own their symbols
    found.append(
        {
            "table": table,
            "valid": layer.isValid(),
            "features": layer.featureCount(),
            "crs": layer.crs().authid(),
            "renderer": renderer.type(),
            "saved_renderer": saved.renderer().type(),
            "categories": len(renderer.categories()) if is_by_type else 0,
            "symbols": [
                part.layerType()
                for symbol in ([c.symbol() for c in categories] if is_by_type else [renderer.symbol()])
                for part in symbol.symbolLayers()
            ],
            "is_timed": times.isActive() and times.startField() == "date_start" and times.endField() == "date_end",
            "tip": layer.mapTipTemplate(),
            "untitled": untitled(layer),
            "alias": layer.attributeAlias(2),
            "colours": len(colours) - 1,
        }
    )
print(json.dumps(found))
