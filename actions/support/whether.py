"""What a message asks of support by its form: a yes or a no, or once more how much."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.slots import names_anything
from actions.turn import Turn
from knowledge.text import fold, nfc

_WHETHER = re.compile(
    r"\b(?:co|duoc|dc|phai|dung|het|mien|giam)\b[^?.!,;]*\b(?:khong|ko|k|kh|hong|hok|hem)\b(?=\s*(?:$|[?.!,;\n]|(?:a|vay|nhi|thay|ad|bac|the)\b))"
)
""" "có … không" with nothing of its own after the "không"."""
_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
"""What stands within a number: "2.530.000"."""
_ANY_SUPPORT = re.compile(
    r"\b(?:duoc|dc|co|nhan|huong)(?: (?:duoc|dc|nha nuoc|gi))* (?:ho tro|giup do|uu dai|tro cap|che do)"
    r"(?: (?:gi|nao|them))* (?:khong|ko|k|hong|hok|hem)\b(?: (?:a|vay|ad|nhi|the))?\W*$"
)
_DIFFERS = re.compile(r"\b(?:khac|giong)\b(?: (?:gi|nhau|nhieu|ca|lam|hon|may))* (?:khong|ko|k|hong|hok|a|ha)\b[?. ]*$")
""" "Cao đẳng thì có khác không": a yes would be no word of what is due."""
_PAYS = re.compile(
    r"\b(?:phai|co|bi|can)\b[^?.!,;]*\b(?:dong|nop|tra|mat|ton|thu)\b(?: (?:tien|hoc|phi|dong|gi|them|nao|ca))*"
    r" (?:khong|ko|k|kh|hong|hok|hem)\b"
)
""" "Có phải đóng học phí không": a yes would mean that one pays."""
_GETS = re.compile(r"\b(?:duoc|dc|cho|nhan|linh)(?: \w+)? dong nao\b")
""" "Mỗi tháng có được đồng nào không": a coin, and nothing to pay."""
_COSTS = re.compile(
    r"\b(?:mat|ton|dong) (?:tien|phi|hoc phi)(?: (?!duoc\b|dc\b)\w+){0,2} (?:khong|ko|k|kh|hong|hok)\b(?! \w+ \w+)"
)
""" "Học văn hoá mất tiền không": the same without "có"."""
_NOTHING_TO_PAY = re.compile(
    r"\bmien\b[^?.!;]*\b(?:khoi|khong|ko|k|chang|cha|het)\b(?: \w+){0,2}? ?(?:ton|mat|dong|nop|tra|lo|chi)\b"
    r"[^?.!;]*\b(?:gi|nao|het|luon|nua|ca|xu)\b"
    r"|\bmien (?:phi |giam )?(?:het|tat|toan bo|hoan toan|luon)\b"
    r"|\b(?:khoi|khong|ko|k|chang|cha)(?: \w+){0,2}? (?:ton|mat|dong|nop|tra|chi)"
    r" (?:\w+ )?(?:dong|xu|cac|tien|gi|khoan)\b"
    r"[^?.!;]*\b(?:het|luon|nua|ca)\b"
    r"|\bnha nuoc (?:se )?(?:tra|lo|chi|bao|dong)(?: \w+)? (?:het|ca|toan bo|tat ca)\b"
    r"|\bkhoi (?:ton|mat|dong|lo|tra)\b(?! hoc phi\b| tien hoc\b)(?: \w+){0,2} (?:nao|gi|xu|het|luon)\b"
)
""" "Miễn học phí là khỏi tốn gì luôn hả": whether no other cost is left."""
_LEFT = re.compile(
    r"\bmien\b[^.!;]*\b(?:con|van|co)(?: \w+)? (?:dong|nop|ton|mat|tra|chi|lo)\b[^.!;]*\b(?:gi|nao|khoan|them)\b"
    r"|\b(?:con|co|phai)\b(?: \w+){0,2}? (?:dong|nop|ton|chi)(?: \w+)? (?:gi|khoan nao)(?: \w+)? (?:nua|them)\b"
)
""" "Miễn rồi còn phải nộp khoản nào": which other cost is left."""
_HOW_MUCH = re.compile(r"\b(?:bao nhieu|bao nhiu|bnhieu|bn|may (?:tien|dong|trieu|tram))\b")
_BY_THE_MONTH = re.compile(
    r"\b(?:moi|hang|mot|1|tung|theo) thang\b(?! ?\d)|/ ?thang\b"
    r"|\bthang (?:thi |duoc )*(?:bao nhieu|nhieu|bn)\b|\bthang may (?:dong|tien|trieu)\b"
)
_MANY = re.compile(r"\bmay(?: (?:dong|tien|trieu))?\W*$")
_CHARGED = re.compile(
    r"\b(?:thu|dong|nop|lay|ton|mat|hoc phi|tien hoc)\b(?: (?!duoc\b|dc\b|ho tro\b|cho\b|vay\b|mien\b|giam\b)[a-z]+)"
    r"{0,4}? (?=\d|(?:(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) )?(?:trieu|tram|nghin|ngan)\b)"
)
""" "Trường thu 3 triệu", "học phí 800 nghìn": a sum that is paid, and none that is given."""
_LENT = re.compile(r"\b(?:duoc|dc|vay|muon)(?: \w+){0,2} (?:bao nhieu|bao nhiu|bn|may)\b")
_MORE = re.compile(
    r"\b(?:(?:giam|mien|duoc|dc|huong|cong|nhan|ho tro)(?: \w+){0,3} them|them (?:\d+ ?(?:%|phan tram)? )?nua"
    r"|cong (?:them|lai|don|voi|ca)|ca hai|(?:lay|huong|nhan|duoc) ca\b(?= \w+)|cung luc|(?:khong|ko) (?:duoc )?cong"
    r"|(?:giam|mien)\b[^?.!,;]*\bnua)\b"
)
_BESIDES = re.compile(
    r"\bngoai (?:\w+ ){0,3}?(?:mien|giam|hoc phi|tien|vay|noi tru|tro cap|hoc bong|ho tro|khoan)\b(?: \w+){0,5}?,?"
    r" (?:con|co|duoc|dc|them)\b(?: \w+){0,4}? (?:gi|nao)\b"
)
""" "Ngoài miễn học phí còn khoản nào": of what is due besides the kind that is named."""
_ADDS_UP = re.compile(
    r"\bcong (?:them|lai|don|chung|gop|voi)\b|\bcong (?:them |duoc )?\d{2,3} ?(?:%|phan tram|voi\b|va\b|them\b)"
    r"|\bgop (?:lai|chung)\b"
    r"|\b(?!100\b)[12]\d\d ?(?:%|phan tram)"
)
""" "Cộng lại được 5 triệu không", "vậy là 170 % à": kinds of support added up, or more than the whole of a fee."""
_TOGETHER = re.compile(r"\b(?:cong|gop|don|chong) (?:\w+ ){0,4}(?:lai|vao|voi|chung|nhau|len)\b")
_ONCE_MORE = re.compile(r"\b(?:lan nua|them lan|lan (?:thu )?(?:hai|2)|(?:hai|2|may|nhieu) lan|lai lan)\b")
_CASH = re.compile(
    r"\b(?:phat|nhan|linh|lanh|cam|cho|lay|tra)(?: \w+){0,2} tien\b"
    r"(?! (?:hoc|an|o|tro|xe|vay|hoc phi|noi tru|di lai)\b)|\btien (?:mat|tuoi)\b"
    r"|\b(?:doi|quy) (?:ra|thanh|sang|lay)(?: \w+)? tien\b"
)
""" "Có được phát tiền không"; not "nhận tiền ăn": a kind of support by its name."""
_LESS = re.compile(
    r"\bco mat(?! (?:tien|phi|hoc|le)\b)(?: \w+){0,2} (?:khong|ko|k|hong|hok|ha|a)\b|"
    r"\bbi (?:giam|bot|ha|tru|cat|it|thap|mat)\b[^.?!]*\b(?:khong|ko|k|hong|hok|ha|a|chu)\b"
    r"|\b(?:co|thi) (?:giam|bot|it|thap|ha)(?: (?:di|xuong|hon|bot|lai))+ (?:khong|ko|k|hong|hok|ha|a)\b"
)
"""Whether something gets less; "có được giảm không" asks for a reduction."""
_RATE = re.compile(r"\b(\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|phan tram)")
_INTEREST = re.compile(r"(?<!cong )(?<!gop )\blai\b")
_CLAIMS = re.compile(
    r"\b(?:dung|phai|chuan) (?:khong|ko|k|kh|hong|hok|hem|chua)\b|\b(?:a|ha|nhi|ak|chu)\s*[?.!]*$"
    r"|^\W*\d+(?:[.,]\d+)* ?(?:trieu|tr|cu|k|nghin|ngan|dong)\W*$"
)
_FILES = re.compile(r"\b(?:nop|gui|nhan|xin|lam (?:ho so|giay|don|thu tuc|o)|len|den|ra)\b")
_NOT = re.compile(r"\b(?:khong|ko|chua)\b")


def asks_whether(text: str) -> bool:
    """ "Có miễn học phí không, căn cứ nào?"; not "có giấy, không phải hộ nghèo"."""
    plain = _POINT.sub("", fold(nfc(text)))
    if _DIFFERS.search(plain):
        return False
    return _WHETHER.search(plain) is not None or _COSTS.search(plain) is not None


def asks_if_any(turn: Turn) -> bool:
    """ "Con tôi học trung cấp được hỗ trợ không": whether there is any at that level, of no kind by its name."""
    told = turn.named.learner.keys() - {"level", "training_form"}
    if not turn.named.level or told or turn.named.policy_topic or turn.named.amount:
        return False
    return _ANY_SUPPORT.search(fold(nfc(turn.text))) is not None


def asks_to_pay(text: str) -> bool:
    """ "Có phải đóng học phí không", "có mất tiền không": whether one pays, not whether one gets something."""
    plain = fold(nfc(text))
    if _GETS.search(plain):
        return False
    return (asks_whether(text) and _PAYS.search(plain) is not None) or _COSTS.search(plain) is not None


def asks_if_nothing_is_paid(text: str) -> bool:
    """ "Miễn học phí là khỏi tốn gì luôn hả", "miễn rồi còn phải nộp khoản nào không": what else it costs."""
    return _NOTHING_TO_PAY.search(fold(nfc(text))) is not None or asks_what_is_left(text)


def asks_what_is_left(text: str) -> bool:
    """ "Miễn rồi còn phải nộp khoản nào"."""
    return _LEFT.search(fold(nfc(text))) is not None


def asks_for_more(text: str) -> bool:
    """ "Giảm thêm 70 % nữa à", "có được cộng lại không": whether one comes on top of the other."""
    if asks_besides(text):
        return False
    return _MORE.search(fold(nfc(text))) is not None or adds_up(text)


def asks_besides(text: str) -> bool:
    """ "Ngoài miễn học phí còn khoản nào nữa": what else there is than the kind that is named."""
    return _BESIDES.search(fold(nfc(text))) is not None


def asks_if_less(text: str) -> bool:
    """ "Chỉ còn cận nghèo thì có bị giảm không": whether what one has gets less."""
    return _LESS.search(fold(nfc(text))) is not None


def asks_once_more(text: str) -> bool:
    """ "Có được nhận lần nữa không", "được mấy lần": whether what was given once is given again."""
    return _ONCE_MORE.search(fold(nfc(text))) is not None


def adds_up(text: str) -> bool:
    """ "Cộng lại được 5 triệu không", "vậy là 170 % à"."""
    return _ADDS_UP.search(fold(nfc(text))) is not None


def wants_more(turn: Turn) -> bool:
    """Whether one comes on top of the other; "cộng 2 khoản lại" where both at once are known to be asked about."""
    together = "combined" in turn.named.field and _TOGETHER.search(fold(nfc(turn.text)))
    return asks_for_more(turn.text) or bool(together)


def asks_for_cash(text: str) -> bool:
    """ "Có được phát tiền không", "nhận tiền mặt à"."""
    return _CASH.search(fold(nfc(text))) is not None


def asks_how_much(text: str) -> bool:
    """ "Được bao nhiêu", "mấy triệu"."""
    return _HOW_MUCH.search(fold(nfc(text))) is not None


def is_by_the_month(text: str) -> bool:
    """ "Mỗi tháng", "một tháng"."""
    return _BY_THE_MONTH.search(fold(nfc(text))) is not None


def asks_by_the_month(turn: Turn) -> bool:
    """ "Mỗi tháng được bao nhiêu" in a talk about support, of no kind that is named: of what is handed out."""
    plain, before = fold(nfc(turn.text)), turn.before
    if before is None or before.topic != "ask_policy" or "loan" in turn.slots.policy_topic or turn.named.policy_topic:
        return False
    if not is_by_the_month(turn.text) or turn.named.amount or turn.named.trade or turn.named.institution:
        return False
    return bool(_HOW_MUCH.search(plain) or _MANY.search(plain))


def is_charged(text: str) -> bool:
    """Whether the sum that is named is what a school takes."""
    return _CHARGED.search(fold(nfc(text))) is not None


def asks_how_much_is_lent(text: str) -> bool:
    """ "Vay được bao nhiêu, lãi bao nhiêu": the sum beside the interest."""
    return _LENT.search(fold(nfc(text))) is not None


def rate_named(text: str) -> float | None:
    """ "Lãi 6,6 % đúng không": the interest that is named, in percent; None where none is."""
    plain = fold(nfc(text))
    found = _RATE.search(plain)
    return float(found[1].replace(",", ".")) if found and _INTEREST.search(plain) else None


def claims(text: str) -> bool:
    """ "1,5 triệu một tháng đúng không", "… à", "… chứ", "5 triệu" alone: what is said is to be confirmed."""
    return _CLAIMS.search(fold(nfc(text))) is not None


def files_at(text: str) -> bool:
    """ "Nộp ở … phải không": whether that is where one files."""
    return (asks_whether(text) or claims(text)) and _FILES.search(fold(nfc(text))) is not None


def asks_why_not(text: str) -> bool:
    """ "Vì sao không", "sao em không được"."""
    return _NOT.search(fold(nfc(text))) is not None


def asks_amounts_again(turn: Turn) -> bool:
    """ "Được bao nhiêu" in a talk about support, with nothing else named: the amounts of what is known already."""
    before = turn.before
    if before is None or before.topic != "ask_policy" or not (before.learner.keys() - {"level", "training_form"}):
        return False
    named = replace(turn.named, signs=(), addressee=None, time=None)
    return not names_anything(named) and _HOW_MUCH.search(fold(nfc(turn.text))) is not None
