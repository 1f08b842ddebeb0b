"""Words of calendar and clock in the languages whose dates are read."""

from __future__ import annotations

from datetime import date
from typing import Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

YEAR = r"(?:19|20)[0-9][0-9]"

_MONTHS = """
january jan januar jänner janvier janv enero ene janeiro gennaio gen januari
february feb februar febr février févr fév febrero fevereiro fev febbraio februari
march mar märz maerz mär mrz mars marzo março maart mrt
april apr avril avr abril abr aprile
may mai mayo maio maggio mag mei
june jun juni juin junio junho giugno giu
july jul juli juillet juil julio julho luglio lug
august aug août aout agosto ago augustus
september sep sept septembre septiembre setiembre setembro set settembre sett
october oct oktober okt octobre octubre outubro out ottobre ott
november nov novembre noviembre novembro
december dec dezember dez décembre déc diciembre dic dezembro dicembre
"""
MONTHS = {name: number for number, row in enumerate(_MONTHS.split("\n")[1:13], 1) for name in row.split()}
"""English, German, French, Spanish, Portuguese, Italian and Dutch; full and short, in small letters."""

_WEEKDAYS = """
monday mon montag lundi lunes lunedì maandag 周一 星期一 週一 礼拜一 月曜日 월요일
tuesday tues tue dienstag mardi martes martedì dinsdag 周二 星期二 週二 礼拜二 火曜日 화요일
wednesday wed mittwoch mercredi miércoles mercoledì woensdag 周三 星期三 週三 礼拜三 水曜日 수요일
thursday thurs thur thu donnerstag jeudi jueves giovedì donderdag 周四 星期四 週四 礼拜四 木曜日 목요일
friday fri freitag vendredi viernes venerdì vrijdag 周五 星期五 週五 礼拜五 金曜日 금요일
saturday sat samstag sonnabend samedi sábado sabato zaterdag 周六 星期六 週六 礼拜六 土曜日 토요일
sunday sun sonntag dimanche domingo domenica zondag 周日 周天 星期日 星期天 週日 礼拜天 日曜日 일요일
"""
WEEKDAYS = {name: number for number, row in enumerate(_WEEKDAYS.split("\n")[1:8]) for name in row.split()}
"""Monday is 0."""

_DAYS_BACK = (
    "今天 今日 今早 今晨 今晚 today heute aujourd'hui aujourd’hui hoy hoje oggi vandaag 오늘",
    "昨天 昨日 昨晚 昨夜 yesterday gestern hier ayer ontem ieri gisteren 어제",
    "前天 一昨日 おととい vorgestern avant-hier anteayer anteontem eergisteren 그저께",
    "大前天",
)
DAYS_BACK = {word: back for back, words in enumerate(_DAYS_BACK) for word in words.split()}
"""Days before today."""

NOW = ("刚刚", "剛剛", "刚才", "剛才", "たった今", "방금", "just now", "gerade eben", "à l'instant", "à l’instant", "ahora mismo")  # fmt: skip

_UNITS: dict[Unit, str] = {
    "second": "seconds second secs sec s sekunden sekunde secondes seconde segundos segundo secondi secondo seconden 秒 초",
    "minute": "minutes minute mins min m minuten minutos minuto minuti minuut 分钟 分鐘 分 분",
    "hour": (
        "hours hour hrs hr h stunden stunde std heures heure horas hora ore ora uur uren 个小时 個小時 小时 小時 時間 시간"
    ),
    "day": "days day d tagen tage tag jours jour j días dias día dia giorni giorno dagen dag 天 日 일",
    "week": "weeks week w wochen woche semaines semaine semanas semana settimane settimana weken 周 週 星期 週間 주",
    "month": (
        "months month monaten monate monat mois meses mes mês mesi mese maanden maand 个月 個月 か月 ヶ月 カ月 ヵ月 개월"
    ),
    "year": "years year yrs yr jahren jahre jahr ans an années année años año anos ano anni anno jaar 年 년",
}
UNITS: dict[str, Unit] = {word: unit for unit, words in _UNITS.items() for word in words.split()}

_NUMBERS: tuple[tuple[float, str], ...] = (
    (0.5, "半"),
    (1, "a an one ein eine einem einer un une una um uma uno een 一"),
    (2, "two zwei deux dos dois duas due twee 二 两 兩"),
    (3, "three drei trois tres três tre drie 三"),
    (4, "four vier quatre cuatro quatro quattro 四"),
    (5, "five fünf cinq cinco cinque vijf 五"),
    (6, "six sechs seis sei zes 六"),
    (7, "seven sieben sept siete sete sette zeven 七"),
    (8, "eight acht huit ocho oito otto 八"),
    (9, "nine neun neuf nueve nove negen 九"),
    (10, "ten zehn dix diez dez dieci tien 十"),
)
NUMBERS = {word: number for number, words in _NUMBERS for word in words.split()}

AGO_BEHIND = ("ago", "以前", "之前", "前", "전", "fa", "geleden", "atrás")
AGO_BEFORE = ("vor", "il y a", "hace", "há")

FORENOON = ("上午", "早上", "早晨", "清晨", "凌晨", "午前", "오전", "a")
AFTERNOON = ("下午", "午后", "午後", "오후", "p")
NOON = ("中午",)
EVENING = ("晚上", "晚间", "晚間", "傍晚", "晚")

ERAS: dict[str, tuple[int, date, date]] = {
    "令和": (2018, date(2019, 5, 1), date.max),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "民國": (1911, date(1912, 1, 1), date.max),
    "民国": (1911, date(1912, 1, 1), date.max),
}
"""What is added to a year of the era, and its first and last day."""

OFFSETS = {
    "EST": "-05:00", "EDT": "-04:00", "MST": "-07:00", "MDT": "-06:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00",
    "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "SAST": "+02:00", "EAT": "+03:00", "PKT": "+05:00", "WIB": "+07:00",
    "HKT": "+08:00", "AWST": "+08:00", "JST": "+09:00", "KST": "+09:00", "ACST": "+09:30", "ACDT": "+10:30",
    "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
    "北京时间": "+08:00", "北京時間": "+08:00", "Beijing Time": "+08:00",
}  # fmt: skip
"""Names of zones that have stood for one offset in the time zone database since 1995, and have no other common use.

(KST: of South Korea. MEZ and MESZ are CET and CEST in German.)
"""

MANY_ZONES = ("CST", "CDT", "PST", "IST", "BST", "AST", "ADT", "SST", "GST", "MSK", "AMT", "ECT")
"""Names that stand for several offsets: American, Chinese and Cuban CST; PST in Manila; Indian, Irish and Israeli IST."""

DAY_FIRST = frozenset({"ca", "de", "es", "fr", "it", "nl", "pt"})
"""Languages that write 03/04/2024 for the third of April wherever they are written. English is none."""
