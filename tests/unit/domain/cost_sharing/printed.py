"""The five tables of case 8 of the board's public agenda of 20 October 2025, as printed."""

from decimal import Decimal

NAMES = {
    "4641": "Aurland",
    "4644": "Luster",
    "4642": "Lærdal",
    "4640": "Sogndal",
    "4639": "Vik",
    "4643": "Årdal",
}
FIGURES = {
    "population": dict(zip(NAMES, map(Decimal, (1836, 5432, 2188, 12496, 2550, 5213)), strict=True)),
    "children_0_15": dict(zip(NAMES, map(Decimal, (273, 1004, 366, 2368, 411, 811)), strict=True)),
}
AMOUNT = Decimal(10_000_000)

TABLES: dict[tuple[int, str], dict[str, tuple[int, int, int]]] = {
    (25, "population"): {
        "Aurland": (416_667, 463_402, 880_069),
        "Luster": (416_667, 1_371_025, 1_787_691),
        "Lærdal": (416_667, 552_246, 968_913),
        "Sogndal": (416_667, 3_153_963, 3_570_629),
        "Vik": (416_667, 643_614, 1_060_281),
        "Årdal": (416_667, 1_315_750, 1_732_416),
    },
    (25, "children_0_15"): {
        "Aurland": (416_667, 391_267, 807_934),
        "Luster": (416_667, 1_438_945, 1_855_612),
        "Lærdal": (416_667, 524_556, 941_222),
        "Sogndal": (416_667, 3_393_847, 3_810_513),
        "Vik": (416_667, 589_050, 1_005_717),
        "Årdal": (416_667, 1_162_335, 1_579_002),
    },
    (30, "population"): {
        "Aurland": (500_000, 432_509, 932_509),
        "Luster": (500_000, 1_279_623, 1_779_623),
        "Lærdal": (500_000, 515_430, 1_015_430),
        "Sogndal": (500_000, 2_943_698, 3_443_698),
        "Vik": (500_000, 600_707, 1_100_707),
        "Årdal": (500_000, 1_228_033, 1_728_033),
    },
    (35, "population"): {
        "Aurland": (583_333, 401_615, 984_949),
        "Luster": (583_333, 1_188_221, 1_771_555),
        "Lærdal": (583_333, 478_613, 1_061_947),
        "Sogndal": (583_333, 2_733_434, 3_316_768),
        "Vik": (583_333, 557_799, 1_141_132),
        "Årdal": (583_333, 1_140_316, 1_723_650),
    },
    (40, "population"): {
        "Aurland": (666_667, 370_722, 1_037_389),
        "Luster": (666_667, 1_096_820, 1_763_486),
        "Lærdal": (666_667, 441_797, 1_108_464),
        "Sogndal": (666_667, 2_523_170, 3_189_837),
        "Vik": (666_667, 514_891, 1_181_558),
        "Årdal": (666_667, 1_052_600, 1_719_266),
    },
}
"""Fixed part, variable part and sum by municipality; by the fixed percentage and what the rest is shared by."""
