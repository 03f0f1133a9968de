"""Periods: codes, and how people name them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.life_events import months_since_service
from knowledge.period import Period
from knowledge.periods import find_period, period_of, previous_period
from knowledge.text import fold

TODAY = date(2026, 11, 21)
_PARTS = [
    *(
        "quý",
        "III",
        "tháng",
        "9",
        "12",
        "năm",
        "học",
        "2025",
        "2026",
        "-",
        "/",
        "và",
        "đầu",
        "cuối",
        "đến",
        "từ",
        "kỳ",
        "T9",
    ),
    *("giai đoạn", "26", "Q3", "ngày", "30/9/2026", "tính đến", "6 tháng", "(", "sáu", "2026-2030", "00", "13"),
]


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-9M", date(2025, 1, 1), date(2025, 9, 30)),
        ("2021-2025", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_codes(code: str, start: date, end: date) -> None:
    period = Period.parse(code)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("code", ["", "2026-Q5", "2026-M13", "26", "2025-2021", "2026-H3"])
def test_what_is_not_a_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("thất nghiệp quy iv nam 2025", "2025-Q4"),
        ("quy 3/2025", "2025-Q3"),
        ("q2 2025 thi sao", "2025-Q2"),
        ("luong thang 9/2026", "2026-M09"),
        ("6 thang dau nam 2025", "2025-H1"),
        ("9 thang dau nam 2025", "2025-9M"),
        ("muc tieu nam 2030", "2030"),
        ("nam ngoai", "2025"),
        ("hien nay", None),
        ("nghi dinh 238/2025", None),
        ("theo nghi dinh 81/2021 em duoc mien", None),
        ("57/2017/nd-cp con dung khong", None),
        ("nam hoc 2025-2026 noi tru bao nhieu", "NH2025-2026"),
        ("giai doan 2021-2025", "2021-2025"),
        ("qui 3 nam 2026", "2026-Q3"),
        ("hoc ky 2 nam hoc 2025-2026", "NH2025-2026"),
        ("tu thang 7 den thang 9 nam 2026", "2026-Q3"),
        ("thang 1 den thang 5/2026", "2026-5M"),
        ("thang 3 den thang 5 nam 2026", "2026-M03-M05"),
        ("tu thang 9/2025 den thang 6/2026", "2025-M09-2026-M06"),
        ("tu 9/2025 den het 6/2026 duoc bao nhieu", "2025-M09-2026-M06"),
        ("ngay 30/6/2026 noi tru bao nhieu", "2026-M06"),
        ("nghi dinh 238/2025/nd-cp ngay 03/9/2025 con dung khong", None),
        ("em moi xuat ngu thang 3/2026", None),
        ("em hoc xong lop 9 nam 2020, gio hoc trung cap", None),
        ("em lam don thang truoc ma chua thay tien", None),
        ("thang truoc em nop ho so roi", None),
        ("nam ngoai em chua dung the, gio hoc duoc khong", None),
        ("the hoc nghe chua dung nam ngoai", None),
        ("thang truoc em duoc bao nhieu", "2026-M10"),
        ("nop ho so thang 9/2026 thi duoc bao nhieu", "2026-M09"),
        ("bo em mat nam 2019, thang 6/2026 duoc bao nhieu", "2026-M06"),
        ("sinh ngay 3/4/2010", None),
    ],
)
def test_named_periods(typed: str, code: str | None) -> None:
    assert find_period(fold(typed), TODAY) == code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Quý III và 9 tháng năm 2026", "2026-Q3"),
        ("BÁO CÁO KẾT QUẢ TUYỂN SINH QUÝ III NĂM 2026", "2026-Q3"),
        ("BÁO CÁO QUÝ III KẾT QUẢ TUYỂN SINH NĂM 2026", "2026-Q3"),
        ("Quí 3/2026", "2026-Q3"),
        ("Quý 3/26", "2026-Q3"),
        ("Q3-2026", "2026-Q3"),
        ("cao_bang 2026 Q3", "2026-Q3"),
        ("2026-Q3", "2026-Q3"),
        ("quý II, 6 tháng đầu năm 2026", "2026-Q2"),
        ("BÁO CÁO QUÝ IV NĂM 2025 VÀ KẾ HOẠCH NĂM 2026", "2025-Q4"),
        ("6 tháng đầu năm 2026", "2026-H1"),
        ("6 tháng năm 2026", "2026-H1"),
        ("Sáu tháng đầu năm 2026", "2026-H1"),
        ("6 tháng cuối năm 2026", "2026-H2"),
        ("9 tháng đầu năm 2026", "2026-9M"),
        ("9T/2026", "2026-9M"),
        ("KẾT QUẢ 9 THÁNG ĐẦU NĂM VÀ NHIỆM VỤ NĂM 2026", "2026-9M"),
        ("11 tháng năm 2026", "2026-11M"),
        ("3 tháng đầu năm 2026", "2026-Q1"),
        ("12 tháng năm 2026", "2026"),
        ("tháng 9 năm 2026", "2026-M09"),
        ("T9/2026", "2026-M09"),
        ("9/2026", "2026-M09"),
        ("từ tháng 7 đến tháng 12 năm 2026", "2026-H2"),
        ("tháng 3 đến tháng 5 năm 2026", None),
        ("năm 2026", "2026"),
        ("TÌNH HÌNH VIỆC LÀM CỦA HSSV TỐT NGHIỆP NĂM 2025", "2025"),
        ("Khảo sát trong 12 tháng sau tốt nghiệp năm 2025", "2025"),
        ("(Khảo sát trong 12 tháng sau tốt nghiệp)", None),
        ("Khảo sát tháng 6 về HSSV tốt nghiệp năm 2025", None),
        ("Tuyển sinh năm 2026 (tính đến tháng 9/2026)", "2026"),
        ("năm học 2025-2026", "NH2025-2026"),
        ("NH 2025 – 2026", "NH2025-2026"),
        ("năm học 2025-2027", None),
        ("học kỳ 2 năm học 2025-2026", None),
        ("năm 2025-2026", None),
        ("Niên khóa 2023-2026", None),
        ("giai đoạn 2021-2025", "2021-2025"),
        ("(Tính đến ngày 30/9/2026)", None),
        ("Tỉnh Mẫu, ngày 05 tháng 10 năm 2026", None),
        ("ngày      tháng      năm 2026", None),
        ("Thông tư 05/2021/TT-BLĐTBXH", None),
        ("KQ tuyển sinh Q3", None),
        ("Số: 000/BC-MAU", None),
        ("", None),
    ],
)
def test_periods_of_titles(title: str, code: str | None) -> None:
    assert period_of(title, TODAY) == code
    assert period_of(unicodedata.normalize("NFD", title).upper(), TODAY) == code


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2026-Q3", "2026-Q2"),
        ("2026-Q1", "2025-Q4"),
        ("2026-H2", "2026-H1"),
        ("2026-H1", "2025-H2"),
        ("2026-M09", "2026-M08"),
        ("2026-M01", "2025-M12"),
        ("2026-9M", "2025-9M"),
        ("2026", "2025"),
        ("2021-2025", "2016-2020"),
        ("NH2025-2026", "NH2024-2025"),
    ],
)
def test_period_before(code: str, before: str) -> None:
    assert previous_period(code) == before


@given(
    st.integers(2010, 2059),
    st.sampled_from(["{}", "{}-Q4", "{}-Q1", "{}-H1", "{}-H2", "{}-M01", "{}-M12", "{}-9M", "NH{}-{}"]),
)
def test_a_code_names_itself_and_has_a_period_before_it(year: int, form: str) -> None:
    code = form.format(year, year + 1)
    assert period_of(code, TODAY) == code
    assert period_of(code.lower(), TODAY) == code
    before = Period.parse(previous_period(code))
    assert before.end < Period.parse(code).start or "9M" in code


def test_period_before_no_period() -> None:
    with pytest.raises(ValueError, match="not a period"):
        previous_period("2026-Q5")


@given(st.lists(st.sampled_from(_PARTS), max_size=8))
def test_what_a_title_names_is_always_a_period(parts: list[str]) -> None:
    found = period_of(" ".join(parts), TODAY)
    assert found is None or Period.parse(found).code == found


@given(st.text())
def test_any_text_is_a_title(text: str) -> None:
    assert period_of(text, TODAY) is None or any(char.isdigit() for char in text)


@given(st.lists(st.text(alphabet="0123456789quythangnamhoc/-", max_size=8), max_size=8))
def test_what_is_found_is_always_a_period(words: list[str]) -> None:
    found = find_period(" ".join(words), TODAY)
    assert found is None or Period.parse(found).start <= Period.parse(found).end


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("em xuất ngũ tháng 9 năm ngoái, học lớp 2 tháng", None),
        ("năm ngoái em xuất ngũ, giờ học sơ cấp được gì", None),
        ("xuất ngũ tháng 3/2026 học sơ cấp tháng 9/2026", "2026-M09"),
        ("tháng 10/2025 em xuất ngũ 3 tháng thì theo quy định nào", "2025-M10"),
        ("nhà em thoát nghèo năm 2025", None),
        ("năm 2025 nhà em thoát nghèo", None),
        ("bao nhiêu hộ thoát nghèo năm 2025", "2025"),
        ("con tôi tốt nghiệp THPT năm 2023", None),
        ("tỉ lệ tốt nghiệp THPT năm 2025", "2025"),
        ("sinh viên tốt nghiệp năm 2025 có việc làm", "2025"),
        ("em mồ côi từ năm 2020", None),
        ("mồ côi năm 2025 được gì", "2025"),
    ],
)
def test_the_time_of_an_event_in_a_life_is_not_asked_about(text: str, period: str | None) -> None:
    assert find_period(fold(text.lower()), TODAY) == period


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("em xuất ngũ tháng 9 năm ngoái", (14, 14)),
        ("xuất ngũ tháng trước", (1, 1)),
        ("đi bộ đội về đầu năm 2025", (11, 22)),
        ("năm kia em ra quân", (23, 34)),
        ("xuất ngũ 15/9/2025", (14, 14)),
        ("sẽ xuất ngũ năm 2028", None),
        ("tháng 10/2025 em xuất ngũ 3 tháng", None),
        ("học sơ cấp tháng 9/2025", None),
    ],
)
def test_months_since_the_service_ended(text: str, months: tuple[int, int] | None) -> None:
    assert months_since_service(fold(text.lower()), TODAY) == months
