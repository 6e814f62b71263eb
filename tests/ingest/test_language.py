"""English is read, other languages are named, and short texts are not refused in haste."""

from __future__ import annotations

import pytest

from geonews.ingest.language import detect_language, language_name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El gobierno anunció el martes que el paso fronterizo volverá a abrir la próxima semana, después de que los "
         "dos países firmaran un acuerdo sobre el comercio y la pesca en el río.", "es"),
        ("Die Regierung teilte am Dienstag mit, dass der Übergang nach dem Ende der Bauarbeiten wieder geöffnet werde, "
         "was auf beiden Seiten des Flusses begrüßt wurde.", "de"),
        ("Il governo ha annunciato martedì che il valico riaprirà la prossima settimana, dopo che i due paesi hanno "
         "firmato un accordo sul commercio e sulla pesca nel fiume.", "it"),
        ("De regering zei dinsdag dat de overgang volgende week weer opengaat, nadat de twee landen een akkoord hadden "
         "getekend over de handel en de visserij op de rivier.", "nl"),
        ("Hükümet salı günü yaptığı açıklamada, iki ülkenin ticaret ve balıkçılık anlaşmasını imzalamasının ardından "
         "sınır kapısının gelecek hafta yeniden açılacağını duyurdu.", "tr"),
        ("Правительство сообщило во вторник, что переход откроется на следующей неделе.", "ru"),
        ("أعلنت الحكومة يوم الثلاثاء أن المعبر سيفتح من جديد الأسبوع المقبل.", "ar"),
        ("政府星期二宣布，边境口岸将于下周重新开放，双方都表示欢迎。", "zh"),
        ("政府は火曜日、国境検問所が来週再開されると発表した。", "ja"),
        ("국경이 다음 주에 다시 열린다고 정부가 화요일 발표했다.", "ko"),
        ("መንግሥት የድንበር ማቋረጫው በሚቀጥለው ሳምንት እንደሚከፈት ማክሰኞ አስታወቀ።", "am"),
        ("Ҳукумат рӯзи сешанбе эълон кард, ки гузаргоҳи сарҳадӣ ҳафтаи оянда боз кушода мешавад.", "tg"),
        ("Hökumət çərşənbə axşamı bildirib ki, iki ölkə ticarət haqqında saziş imzaladıqdan sonra sərhəd keçid "
         "məntəqəsi gələn həftə yenidən açılacaq.", "az"),
        ("ការប្រកាស", "en"),  # too short to say: in doubt, read
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert {detect_language(text) for _ in range(3)} == {language}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30",
        "Kabul falls",
        "Ferry runs again on the Oriel after three weeks",
        "Lindholm, Tarn, Oriel, Harbour, Gazette",
        "Présidente Müller visits São Tomé",
        "The café owner Zoë Müller said that her guests from Łódź and Kraków had waited for weeks.",
        "Scores: Ajax 2 PSV 1; Real Madrid 3 Barcelona 0; Bayern 4 Dortmund 4",
    ],
)
def test_english_and_what_is_too_short_to_say(text: str) -> None:
    assert detect_language(text) == "en"


def test_an_english_article_with_foreign_quotes_is_english() -> None:
    quote = "« Nous avons attendu trois semaines », a dit la commerçante. "
    text = (
        "The traders on the southern bank said that they had been waiting for the day since the flood. " + quote
    ) * 20
    assert detect_language(text) == "en"


def test_noise_is_no_language() -> None:
    noise = "x4f8 qq7z 0b1e kkzj " * 12
    assert detect_language(noise) == "en"


def test_names() -> None:
    assert (language_name("fr"), language_name("xx")) == ("French", "xx")
