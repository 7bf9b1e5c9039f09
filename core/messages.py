"""What core says: text with buttons and files, without a messenger in it.

Handlers turn an action into callback data by their own table (`handlers.wire`), so alerts and answers
made in core carry the same buttons as screens.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Action(StrEnum):
    """What a button does. The value is the callback prefix, kept for ever: old messages still hold it.

    Arguments, in order, stand behind each name.
    """

    HOME = "home"
    HELP = "help"
    CONTESTS = "cs"  # filter («all», «open», a level or a sphere key), page
    CONTEST = "c"  # contest key
    SOURCE = "src"  # table name of storage.models.CONTENT, record key
    SUPPORT = "ms"  # page: subsidies and the plan's measures
    MEASURE = "m"  # measure key
    MEASURE_FACTS = "mf"  # measure key, page
    PREMISES = "ps"  # page
    PREMISE = "p"  # premises key
    PREMISES_FIND = "pf"  # district, area, terms, purpose (core.premises.wishes), page
    PREMISES_PART = "pfp"  # which part to choose, then the wish as it stands: district, area, terms, purpose
    PREMISES_FOLLOW = "pfs"  # district, area, terms, purpose
    PREMISES_VISIT = "pv"  # premises key
    LEASES = "ls"  # page
    DUTIES = "ds"  # legal form or «all», page
    DUTY = "d"  # duty key
    CONTACTS = "ks"  # page
    CONTACT = "k"  # contact key
    MINE = "mine"
    SUBSCRIBE = "sub"  # subscription kind
    SUB_SPHERE = "subs"  # subscription kind, sphere key: toggles
    SUB_LEVEL = "subl"  # subscription kind, level: toggles
    SUB_SAVE = "subok"  # subscription kind
    UNSUBSCRIBE = "unsub"  # subscription kind
    STOP_ALL = "unsuball"
    REMIND = "w"  # subject kind, subject key
    DONE = "wd"  # subject kind, subject key: «Подали», «Сдали»
    MUTE = "wm"  # subject kind, subject key
    RESTORE = "wr"  # subject kind, subject key: takes DONE, MUTE or REMIND back
    CALENDAR = "ics"  # subject kind, subject key
    CALENDAR_ALL = "icsa"
    OWN_DATE = "od"  # own date id, what to do: show, change, drop
    OWN_KEEP = "odk"  # the reminder typed last, after the consent
    PACE = "pace"  # a pace or «choose»
    LADDER = "ladd"  # «choose», or the day that is taken in or out
    FITTING = "subf"  # subscription kind: what fits the remembered organisation only, or all
    SETTINGS = "set"
    SET_HOUR = "seth"  # hour
    SET_QUIET = "setq"  # from hour, to hour
    SET_FORM = "setf"  # legal form
    ANSWER = "a"  # an answer's own code (core.answers), at most 60 bytes
    ASK_SPECIALIST = "ap"
    APPEALS = "apl"  # page: the person's own appeals
    APPEAL_ANEW = "apnew"  # writes another text than the proposed one
    APPEAL_MORE = "apmore"  # adds to the text before it is sent
    SEND_APPEAL = "apok"  # the draft's name
    DROP_APPEAL = "apno"
    REPLY_APPEAL = "apr"  # appeal id (specialists)
    APPEAL_SPHERE = "apsp"  # the draft's name, «list» or what was picked
    APPEAL_LESS = "apless"  # the draft's name: without its newest piece
    APPEAL_ADD = "apad"  # appeal id: its person adds to it, or asks on
    APPEAL_DONE = "apdn"  # nothing more is added
    APPEAL_THANKS = "apty"  # appeal id: its person closes it
    APPEAL_THREAD = "apth"  # appeal id, page from 1 or 0 for the newest
    APPEAL_CARD = "apc"  # appeal id (specialists)
    APPEAL_NOTE = "apnt"  # appeal id (specialists)
    APPEAL_HAND = "aph"  # appeal id, «list» or a department's key
    APPEAL_CLOSE = "apx"  # appeal id, «list», an outcome or «reopen»
    APPEAL_HELD = "aphd"  # row of a thread that waits, «send» or «note»
    APPEAL_QUEUE = "apq"  # page
    APPEAL_BIND = "apbd"  # a department's key, «all» or «none»: in its group
    STAFF = "st"
    TEAM = "tm"  # department key, «all» for those over all, «-» for the choice; page
    INVITE = "iv"  # department key or «all», role or «choose»
    INVITES = "ivs"  # department key or «all»: the open ones
    INVITE_BACK = "ivx"  # invitation id: withdraws its link
    INVITE_TAKE = "ivok"  # the link's word
    MEMBER = "mb"  # membership id
    MEMBER_ROLE = "mbr"  # membership id, role
    MEMBER_OUT = "mbx"  # membership id: withdraws it at once
    MEMBER_BACK = "mbu"  # membership id: takes the withdrawal back
    LEAVE = "lv"  # membership id, «ask» or «yes»
    HISTORY = "hi"  # what: «-» all, «p<person id>», «d<ISO day>», «r<change id>» its record; page
    HISTORY_OF = "hr"  # table name of storage.models.CONTENT, record key
    HISTORY_PICK = "hp"  # «people» or «days»
    HISTORY_SET = "hc"  # change id: all that was changed with it; page
    HISTORY_BACK = "hb"  # change id: takes all that was changed with it back
    STATS = "y"  # year
    STATS_TABLES = "ya"  # year
    STATS_TABLE = "yt"  # year, table number, page
    STATS_ROW = "yr"  # year, table number, row from 1
    STATS_INDICATORS = "yi"  # year
    STATS_CHECK = "yc"  # year
    STATS_FINDING = "yn"  # year, finding from 1
    STATS_FILE = "yf"  # year
    STATS_WORK = "yw"  # year: the bot's own work
    FINDING = "yk"  # year, finding's code
    FINDING_FIX = "ykf"  # year, finding's code
    FINDING_ACCEPT = "yka"  # year, finding's code, reason: one of core.reports.chat_settle.REASONS, «ask» or «words»
    FINDING_ASK = "ykq"  # year, finding's code, department or «-»
    FINDING_BACK = "ykb"  # settlement id: takes it back
    FINDING_ANSWER = "ykr"  # settlement id, which: «stated», «computed» or «words»
    FINDINGS_ACCEPTED = "ykx"  # year
    FINDINGS_FILE = "ykt"  # year
    COLLECT = "yq"  # year: the board of the round-up
    COLLECT_START = "yqs"  # year, last day (ISO) or «ask»
    COLLECT_TEMPLATES = "yqt"  # year
    COLLECT_TEMPLATE = "yqf"  # year, department
    COLLECT_REMIND = "yqr"  # year
    COLLECT_FOR = "yqd"  # year
    COLLECT_APPLY = "yqa"  # submission id
    COLLECT_DROP = "yqn"  # submission id
    COLLECT_UNDO = "yqu"  # submission id
    COLLECT_WHO = "yqw"  # submission id, problem from 1, «same» or «new»
    SIGN_ASK = "ys"  # year
    SIGN = "yso"  # year, version that was shown
    VERSIONS = "yv"  # year
    VERSION_FILE = "yvf"  # year, version
    REPORT_STOP = "yos"  # year, the report's name
    REPORT_FILES = "yo"  # year, forms joined by «+» (docx+xlsx)
    CHARTS = "yg"  # year
    CHART = "yh"  # year, name (core.reports.printers.charts.NAMES)
    COMPARE = "ym"  # older year, newer year, science counted in: 1 or 0
    ANNOUNCE = "an"
    ANNOUNCE_SPHERE = "ans"  # sphere key or «all»
    ANNOUNCE_SEND = "anok"  # announcement id
    ANNOUNCE_DROP = "anno"  # announcement id
    ANNOUNCE_REPORT = "anr"  # announcement id
    ANNOUNCE_ME = "anme"  # announcement id: its author alone gets it
    ANNOUNCE_STOP = "anx"  # announcement id
    ANNOUNCE_FILTER = "anf"  # menu, or spheres, levels, kinds, forms; the value that is put in or taken out
    ANNOUNCE_CHANGE = "anc"  # announcement id; ask, text, back
    ANNOUNCE_LATER = "anl"  # announcement id
    ANNOUNCE_AT = "ant"  # announcement id: at the time that was echoed
    ANNOUNCE_UNSCHEDULE = "anu"  # announcement id
    ANNOUNCE_FIX = "ane"  # announcement id
    ANNOUNCE_FIX_OK = "aneo"  # announcement id
    ANNOUNCE_MISSED = "anm"  # announcement id, page
    ANNOUNCE_RECORD = "anb"  # subject kind, key: a contest's key stands for its season
    ANNOUNCE_OPEN = "ano"  # announcement id: a reader's «Подробнее»
    ANNOUNCE_MUTE = "anq"  # announcement id; 1 for no announcements any more, 0 for all of them again
    DEMO = "demo"  # what happens: last_day, extend, digest
    DATA = "im"
    DATA_BOOK = "imb"  # book name: its workbook as a file
    DATA_APPLY = "imok"  # import id, what stands in conflicts: «file» or «base»
    DATA_DROP = "imno"  # import id
    DATA_UNDO = "imun"  # import id
    ELIGIBLE = "el"  # contest key or «-», what is known of the applicant (core.eligibility.profile) or «-»
    ELIGIBLE_KEEP = "elk"  # what is known of the applicant
    ELIGIBLE_KEPT = "elok"  # what is known of the applicant
    ELIGIBLE_FORGET = "elf"
    OUR = "own"  # the person's organisation
    OUR_ASK = "ownw"  # what is asked (who, form, founded, sphere, name, inn), whether the next step follows: 1 or 0
    OUR_SET = "owns"  # what (form, age, sphere, record, person_inn), the value, whether the next step follows
    OUR_LEAVE = "ownl"  # «ask» or «yes»
    OUR_GOT = "owng"  # page: what the base says that the organisation received
    COLLEAGUES = "col"
    COLLEAGUE_JOIN = "colj"  # request id, yes or no; withdraw by who asked
    COLLEAGUE_DROP = "cold"  # person id, «ask» or «yes»
    NAMES = "nm"  # number of the pair that is shown, from 1: organisations that may be one
    NAMES_SAME = "nms"  # the pair's code
    NAMES_APART = "nmd"  # the pair's code
    NAMES_BACK = "nmb"  # decision id
    NAMES_DONE = "nmh"  # page: what was decided
    TRAININGS = "tr"  # page
    TRAINING = "trn"  # training key
    SIGN_UP = "trs"  # training key
    SIGN_OFF = "trx"  # training key
    SIGNED_UP = "trl"  # training key, page (employees)
    CAME = "trc"  # training key, sign-up id or «all», 1, 0 or «-» (employees)
    MATERIALS = "trm"  # training key (employees)
    MATERIALS_SEND = "trms"  # training key, «send» or «clear» (employees)
    HANDOUTS = "trh"  # training key: the materials, once more
    MY_DATA = "my"
    DELETE_ASK = "delq"
    DELETE_ME = "del"  # the word that this person was asked with
    DELETE_NO = "delno"
    CONSENT = "cok"  # version of the text, what for
    CONSENT_NO = "cno"
    HELPED = "hy"  # question id of the log
    NOT_HELPED = "hn"  # question id of the log
    TEACH = "te"  # question id of the log (administrators)
    LESSON_ALIAS = "ta"  # lesson id, guess from 1
    LESSON_OTHER = "to"  # lesson id: a record by its name
    LESSON_WORDS = "tw"  # lesson id: another wording of the question
    LESSON_FAQ = "tq"  # lesson id
    LESSON_BACK = "tb"  # lesson id: takes back what it taught
    FORMS = "fm"
    FORM_TABLE = "ft"  # table, page
    FORM_NEW = "fn"  # table
    FORM_PICK = "fp"  # draft id, step, option
    FORM_STEP = "fs"  # draft id, step, what: back, skip, done, keep, clear, later, open, p2
    FORM_DECIDE = "fd"  # draft id, what: pub, no, save, fix, mine, base, undo, show
    EDIT = "fe"  # table, record key
    EDIT_FIELD = "fef"  # table, record key, step from 0
    REMOVE_ASK = "frq"  # table, record key
    REMOVE = "frm"  # table, record key
    DRAFTS = "fdr"  # page
    CHECKED = "fck"  # table, record key
    CHECKED_BACK = "fcb"  # table, record key, the day before as a number or «-»
    STALE = "fst"  # page: what was not checked for long or is over
    NOTHING = "nop"


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled action with its arguments, or a link when `url` is set."""

    label: str
    action: Action = Action.NOTHING
    args: tuple[str, ...] = ()
    url: str | None = None


Buttons = tuple[tuple[Button, ...], ...]
"""Rows of buttons, at most two a row under an answer."""


FileKind = Literal["document", "photo", "voice", "video", "audio", "animation", "video_note"]


@dataclass(frozen=True, slots=True)
class File:
    """A file to send beside a message; a photo that is a message's only file carries its text and buttons.

    `reference` is the messenger's own id of a file that it has already: `content` is empty then. A picture or document
    that `carries` is one message with the text, which is its caption then (announcements).
    """

    name: str
    content: bytes = b""
    kind: FileKind = "document"
    reference: str = ""
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of a group, where it has subjects: made under `name` when it has no `id` yet.

    `closed` is what shall become of it, with its name: True after the message, False before it, None nothing.
    """

    appeal: int
    name: str
    id: str = ""
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Telegram HTML, buttons and files, ready to be sent.

    Long text is split before it is made one: `more` are the texts that follow, the last of them has the buttons.
    An empty text says nothing: it only settles the topic.
    `edits` names the message that this one takes the place of.
    """

    text: str
    buttons: Buttons = ()
    files: tuple[File, ...] = ()
    silent: bool = False
    more: tuple[str, ...] = ()
    topic: Topic | None = None
    edits: str = ""

    @property
    def carried(self) -> File | None:
        """The only file, where it carries the text."""
        return self.files[0] if len(self.files) == 1 and self.files[0].carries else None


def rows_of(*buttons: Button | None, per_row: int = 2) -> Buttons:
    """Lay buttons out in rows; None is left out."""
    kept = [button for button in buttons if button is not None]
    return tuple(tuple(kept[start : start + per_row]) for start in range(0, len(kept), per_row))
