"""The tables kept as CSV, in `data/reference/` and `data/provinces/`: their columns and what a cell may hold.

The same definition checks the CSV, names the fault, and gives the Parquet its types.
"""

from __future__ import annotations

from knowledge.columns import Area, Column, Kind, Scope, Table

CONFIDENCE = ("high", "medium", "low", "sample")

_ANCHOR_PART = r"[0-9A-Za-z\u0103\u00e2\u0111\u00ea\u00f4\u01a1\u01b0]+(-[0-9a-z\u0111]+)*(~[0-9]+)?"
ANCHOR = rf"{_ANCHOR_PART}(\.{_ANCHOR_PART})*"
"""A place in a document, as `knowledge.documents` names it: "II.1.a", "dieu-5.khoan-2.diem-a"."""

PERIOD = r"[0-9]{4}(-(M[0-9]{2}|Q[1-4]|H[12]|[0-9]{1,2}M|[0-9]{4}))?|NH[0-9]{4}-[0-9]{4}"

PROVENANCE = (
    # What the reader is shown: a document or a publisher. Empty only where nothing nameable is known (counts as low).
    Column("source"),
    Column("url", pattern=r"https?://\S+"),
    Column("as_of", Kind.DATE, required=True),
    Column("confidence", required=True, allowed=CONFIDENCE),
)

PROVIDERS = ("so_gddt", "so_noi_vu", "so_ldtbxh", "tt_dvvl", "csgdnn", "cuc_thong_ke", "khac")

IMPORTED = (
    # Where an imported row came from; empty in rows kept as CSV.
    Column("provider", allowed=PROVIDERS),
    Column("data_status", allowed=("chinh_thuc", "so_bo", "uoc_tinh", "mau")),
    Column("area_basis", allowed=("moi", "cu")),
    Column("source_document"),
    Column("import_id"),
    Column("sheet"),
    Column("row_no", Kind.INTEGER),
    Column("import_flags", Kind.TEXTS),
)

LEVELS = ("duoi_3_thang", "so_cap", "trung_hoc_nghe", "trung_cap", "cao_dang", "gdtx_thpt")

INSTITUTIONS = Table(
    "institutions",
    "institution_id",
    (
        Column("institution_id", required=True, pattern=r"[A-Z]{2}[0-9]{2,3}"),
        Column("name", required=True),
        Column("abbreviations", Kind.TEXTS),
        Column("former_names", Kind.TEXTS),
        Column(
            "type",
            required=True,
            allowed=(
                "cao_dang",
                "trung_cap",
                "trung_hoc_nghe",
                "tt_gdnn",
                "tt_gdnn_gdtx",
                "tt_gdtx",
                "phan_hieu",
                "dn_co_dao_tao",
                "tt_dvvl",
            ),
        ),
        Column("ownership", allowed=("cong_lap", "tu_thuc", "co_von_nuoc_ngoai")),
        Column("owner"),
        Column("province", required=True, area=Area.NOW),
        Column("old_province", required=True, area=Area.EVER),
        Column("old_district"),
        Column("commune"),
        Column("address"),
        Column("phone", Kind.TEXTS),
        Column("email"),
        Column("website", pattern=r"https?://\S+"),
        Column("levels", Kind.TEXTS, allowed=LEVELS),
        Column("dormitory", allowed=("co", "khong", "lien_ket", "khong_ro")),
        Column(
            "status",
            required=True,
            allowed=("dang_hoat_dong", "da_sap_nhap", "da_doi_ten", "da_to_chuc_lai", "da_giai_the", "chua_xac_nhan"),
        ),
        Column("successor_id", refers_to="institutions"),
        Column("note"),
        Column("contact_confidence", allowed=CONFIDENCE),
        Column("existence_confidence", required=True, allowed=CONFIDENCE),
        *PROVENANCE,
    ),
    imported=(
        Column("school_code"),
        Column("capacity_per_year", Kind.INTEGER, minimum=0),
        Column("dorm_places", Kind.INTEGER, minimum=0),
        Column("dorm_fee", Kind.INTEGER, minimum=0),
        *IMPORTED,
    ),
)

OCCUPATIONS = Table(
    "occupations",
    "occupation_id",
    (
        Column("occupation_id", required=True, pattern=r"[a-z_]+"),
        Column("name", required=True),
        Column("aliases", Kind.TEXTS),
        Column("trade_codes", Kind.TEXTS),
        Column("description", required=True),
        Column("working_conditions"),
        Column("school_subjects", Kind.TEXTS),
        Column("strengths", Kind.TEXTS),
        Column("think_twice_if", Kind.TEXTS),
        Column("riasec", pattern=r"[RIASEC]{1,3}"),
        Column("levels_and_duration", Kind.TEXTS),
        Column("entry_requirement"),
        Column("jobs", Kind.TEXTS),
        Column("local_relevance"),
        Column("isco08", pattern=r"[0-9]{4}"),
        Column("heavy_toxic", allowed=("co", "khong", "chua_ro")),
        Column("heavy_toxic_confidence", allowed=CONFIDENCE),
        *PROVENANCE,
    ),
    scope=Scope.NATIONAL,
)

TRADES = Table(
    "trades",
    "trade_code",
    (
        Column("trade_code", required=True, pattern=r"[56][0-9]{6}"),
        Column("name", required=True),
        Column("level", required=True, allowed=("trung_cap", "cao_dang")),
        Column("field_code"),
        Column("field_name"),
        Column("aliases", Kind.TEXTS),
        Column("sister_code", pattern=r"[56][0-9]{6}"),
        Column("occupation_id", refers_to="occupations"),
        *PROVENANCE,
    ),
    scope=Scope.NATIONAL,
)

PROGRAMMES = Table(
    "programmes",
    "programme_id",
    (
        Column("programme_id", required=True),
        Column("institution_id", required=True, refers_to="institutions"),
        Column("occupation_id", refers_to="occupations"),
        Column("trade_code", pattern=r"[56][0-9]{6}"),
        Column("trade_name", required=True),
        Column("level", allowed=LEVELS),
        Column("training_form"),
        Column("duration_months_min", Kind.NUMBER, minimum=0, maximum=72),
        Column("duration_months_max", Kind.NUMBER, minimum=0, maximum=72),
        Column("quota", Kind.INTEGER, minimum=0, maximum=2000),
        Column("entry_level", allowed=("tot_nghiep_thcs", "tot_nghiep_thpt", "du_15_tuoi", "khac")),
        Column("selection"),
        Column("tuition_amount", Kind.INTEGER, minimum=0),
        Column("tuition_unit", allowed=("thang", "hoc_ky", "nam", "toan_khoa", "tin_chi")),
        Column("fee_policy", Kind.TEXTS),
        Column("apply_from", Kind.DATE),
        Column("apply_to", Kind.DATE),
        Column("start"),
        Column("intake_year"),
        Column("note"),
        *PROVENANCE,
    ),
    ordered=(("duration_months_min", "duration_months_max"), ("apply_from", "apply_to")),
    imported=(
        Column("institution_name"),
        Column("province"),
        Column("quota_scope", allowed=("nghe", "nhom")),
        Column("heavy_toxic", allowed=("co", "khong", "chua_ro")),
        Column("campus"),
        *IMPORTED,
    ),
    identity=("institution_id", "trade_code", "trade_name", "level", "training_form", "intake_year", "campus"),
)

INDICATORS = Table(
    "indicators",
    "indicator_id",
    (
        Column("indicator_id", required=True),
        Column("code", required=True, pattern=r"[A-Z_]+"),
        Column("name", required=True),
        Column("geography", required=True),
        Column("geography_code", required=True, pattern=r"VN|[0-9]{2}|[A-Z][A-Z0-9-]*", area=Area.EVER),
        Column("period", required=True, pattern=PERIOD),
        Column("breakdown", required=True),
        Column("value", Kind.NUMBER, required=True),
        Column("value_max", Kind.NUMBER),
        Column("unit", required=True),
        Column("kind", required=True, allowed=("actual", "target", "norm", "estimate", "reference")),
        Column("publisher"),
        Column("note"),
        *PROVENANCE,
    ),
    imported=(Column("province"),),
    scope=Scope.BOTH,
)

PLANS = Table(
    "plans",
    "plan_id",
    (
        Column("plan_id", required=True, pattern=r"[a-z0-9-]+"),
        Column("title", required=True),
        Column("number"),
        Column("issuer", required=True),
        Column("issued", Kind.DATE),
        Column("province", required=True, area=Area.NOW),
        Column("status", required=True, allowed=("ban_hanh", "du_thao")),
        Column("valid_from", Kind.DATE),
        Column("valid_to", Kind.DATE),
        *PROVENANCE,
    ),
)

TARGETS = Table(
    "targets",
    "target_id",
    (
        Column("target_id", required=True, pattern=r"[a-z0-9-]+"),
        Column("plan_id", required=True, refers_to="plans"),
        Column("province", required=True, area=Area.NOW),
        Column("area"),
        Column("indicator", required=True, pattern=r"[a-z0-9_]+"),
        Column("indicator_name", required=True),
        Column("year", Kind.INTEGER, required=True, minimum=2015, maximum=2050),
        Column("comparator", required=True, allowed=(">", ">=", "=", "range", "<", "<=", "~")),
        Column("value_min", Kind.NUMBER),
        Column("value_max", Kind.NUMBER),
        Column("unit", required=True),
        Column("section", required=True, pattern=ANCHOR),
        *PROVENANCE,
    ),
    ordered=(("value_min", "value_max"),),
)

ETHNIC_GROUPS = Table(
    "ethnic_groups",
    "ethnic_code",
    (
        Column("ethnic_code", required=True, pattern=r"[0-9]{2}"),
        Column("name", required=True),
        Column("other_names", Kind.TEXTS),
        Column("minority", Kind.FLAG, required=True),
        Column("very_small_group", Kind.FLAG, required=True),
        *PROVENANCE,
    ),
    scope=Scope.NATIONAL,
)

SCHEDULE = Table(
    "schedule",
    "schedule_id",
    (
        Column("schedule_id", required=True, pattern=r"[a-z0-9-]+"),
        Column("dataset", required=True, pattern=r"[a-z_]+"),
        Column("provider", required=True, allowed=PROVIDERS),
        Column("former_provider", allowed=PROVIDERS),
        Column("frequency", required=True, allowed=("month", "quarter", "half", "year")),
        # Months from the period's last month to the month of the due date.
        Column("due_month", Kind.INTEGER, required=True, minimum=-12, maximum=24),
        Column("due_day", Kind.INTEGER, required=True, minimum=1, maximum=31),
        Column("basis", required=True),
        *PROVENANCE,
    ),
    imported=(Column("province"),),
    scope=Scope.BOTH,
)

TABLES: tuple[Table, ...] = (
    INSTITUTIONS,
    OCCUPATIONS,
    TRADES,
    PROGRAMMES,
    INDICATORS,
    PLANS,
    TARGETS,
    ETHNIC_GROUPS,
    SCHEDULE,
)
