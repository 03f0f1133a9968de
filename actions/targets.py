"""What the plans of the provinces strive for; a target of the authorities, never an obligation of a learner."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.base import Capability
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Target
from knowledge.period import Period
from knowledge.policies.schema import Information

STREAMING = ("tot_nghiep_thcs_vao_so_cap_trung_cap", "tot_nghiep_thpt_vao_cao_dang", "tot_nghiep_thcs_thpt_vao_gdnn")
_TRAINED = "lao_dong_qua_dao_tao_co_bang_cap_chung_chi"
_MINORITY = "lao_dong_dan_toc_thieu_so_qua_dao_tao_nghe"
_RETRAINED = "dao_tao_lai_dao_tao_thuong_xuyen_luc_luong_lao_dong"
TOPICS = {
    "streaming": STREAMING,
    "training": (*STREAMING, _TRAINED, _MINORITY, _RETRAINED),
    "trained": (_TRAINED,),
    "retrained": (_RETRAINED,),
    "minority": (_MINORITY,),
    "women": ("ty_le_nu_trong_tuyen_sinh_moi",),
    "disabled": ("lao_dong_khuyet_tat_duoc_hoc_nghe_phu_hop",),
    "computer": ("lao_dong_co_ky_nang_cntt",),
    "accreditation": ("co_so_gdnn_dat_kiem_dinh", "chuong_trinh_nganh_trong_diem_dat_kiem_dinh"),
    "teachers": ("nha_giao_dat_chuan",),
    "managers": ("can_bo_quan_ly_duoc_boi_duong",),
    "outcomes": ("nganh_nghe_cap_nhat_chuan_dau_ra",),
    "quality": ("so_co_so_gdnn_tiep_can_truong_chat_luong_cao",),
    "counsellor": (
        "truong_thcs_co_giao_vien_tu_van_huong_nghiep",
        "truong_thpt_co_giao_vien_tu_van_huong_nghiep",
    ),
    "programme": (
        "truong_thcs_co_chuong_trinh_huong_nghiep",
        "truong_thpt_co_chuong_trinh_huong_nghiep",
    ),
}
NOT_SET = frozenset({"rural", "jobs", "abroad", "unemployment", "poverty", "soldiers"})
"""Topics for which no plan that is held sets a target: figures of other groups are no answer."""


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NEAR = 10
"""Texts looked at for one of a country's targets, where a share is asked about: "40 % đi học nghề là ở đâu ra"."""
_SHOWN = 4
"""Targets of another year that are told where none is held of the year asked for."""
_SURELY = 0.85
"""Confidence of the search from which a text is what is asked about, where targets are what is asked about."""


class AnswerTarget(Capability):
    """Only the targets of what is asked: who asks for rural workers is not told those of pupils."""

    topic = "ask_target"

    def __init__(self, texts: Capability) -> None:
        self._texts = texts

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Whoever tells texts of law, where a decision of the country is named: "Quyết định 522"."""
        hits = library.search(turn.text, kinds=("policy",), limit=_NEAR) if turn.text else []
        if "share" not in turn.named.signs:
            hits = [hit for hit in hits[:1] if hit.confidence >= _SURELY]
        records = (library.policies.record(hit.passage.record_id) for hit in hits)
        texts = (one for one in records if isinstance(one, Information) and one.topic == "target")
        if not turn.named.province and (text := next(texts, None)):
            return self._texts, replace(turn, slots=replace(turn.slots, policy=text.id))
        return self, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The targets of the province and year asked; without a year all that are held."""
        if turn.slots.outside and not turn.province:
            return turn.not_held("place_outside", places=turn.slots.outside)
        if school := library.institutions_by_id.get(turn.named.institution or ""):
            cites = [school] if school.provenance.answers else []
            return turn.not_held("school_figure_not_held", cites=cites, school=school, meta={"settled": True})
        asked = turn.slots.target_topic or _meant(turn, library)
        if asked is None:
            return turn.clarify("which_target")
        year = Period.parse(turn.slots.period).end.year if turn.slots.period else None
        values = {"province_name": library.provinces.get(turn.province or ""), "year": year, "topic": asked}
        if asked in NOT_SET:
            return turn.not_held("target_topic_not_held", meta={"settled": True}, **values)
        held = library.targets(province=turn.province, indicators=TOPICS[asked])
        wanted = [target for target in held if year is None or target.year == year]
        if not wanted:
            years = sorted({target.year for target in held})
            newest = [target for target in held if target.year == max(years)][:_SHOWN]
            return turn.not_held(
                "target_not_held", cites=newest, years=years, targets=newest, meta={"settled": True}, **values
            )
        wanted = _of_the_share(wanted, turn) or wanted
        ended = all(target.year < turn.today.year for target in wanted)
        return turn.answered(
            "targets_found", cites=wanted, targets=wanted, ended=ended, place_note=turn.place_note, **values
        )


def _of_the_share(targets: list[Target], turn: Turn) -> list[Target]:
    """The targets that strive for the share a message names ("40–45 %"); none where it names none."""
    if "share" not in turn.named.signs:
        return []
    told = {float(number.replace(",", ".")) for number in _NUMBER.findall(turn.text)}
    ranges = [{value for value in (one.value_min, one.value_max) if value is not None} for one in targets]
    most = max((len(told & values) for values in ranges), default=0)
    return [one for one, values in zip(targets, ranges, strict=True) if most and len(told & values) == most]


def _meant(turn: Turn, library: Library) -> str | None:
    """The topic of the target that the search is sure of, for a message that names none; else those of training.

    None where not even a province or a year tells that targets are meant.
    """
    hits = library.search(turn.text, kinds=("target",), province=turn.province, limit=1) if turn.text else []
    found = {
        target.indicator
        for hit in hits
        if hit.confidence >= library.thresholds.answer_above
        for target in library.targets()
        if target.id == hit.passage.record_id
    }
    general = "training" if turn.follow_up or turn.province or turn.slots.period else None
    return next((topic for topic, indicators in TOPICS.items() if found.intersection(indicators)), general)
