"""Who gets what at the addresses outside the desk: one line each, and a new address has to enter one.

The desk's table and the public pages stand in tests/desk/test_access.py.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Door:
    """A page of citizens' accounts.

    `stranger`, `own`, `other`: the answer to somebody not signed in, to the citizen whose thing is asked for,
    and to another citizen; "sign in" is the way to /dang-nhap/. An officer is a stranger here. `args` are
    named by `Wide.citizens`. What answers "302" to the other citizen must have changed nothing of the first
    one's: the test looks.
    """

    name: str
    stranger: str
    own: str
    other: str
    args: tuple[str, ...] = ()
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)


IN = "sign in"
CITIZENS = (
    Door("sign_in", "200", "302", "302"),
    Door("sign_in_password", "200", "302", "302"),
    Door("sign_in_code", IN, IN, IN),
    Door("sign_up_name", IN, IN, IN),
    Door("sign_up", "200", "302", "302"),
    Door("identity_start", "302", "302", "302", ("provider",)),
    Door("identity_back", IN, "302", "302", ("provider",)),
    Door("identity_leave", IN, IN, IN, ("provider",)),
    Door("signed_out", "200", "200", "200"),
    Door("account", IN, "200", "200"),
    Door("my_dossiers", IN, "200", "200"),
    Door("my_data", IN, "200", "200"),
    Door("claim", IN, "200", "200"),
    Door("claim_offered", IN, "302", "302", ("code",), "post"),
    Door("account_name", IN, "200", "200"),
    Door("account_name", IN, "302", "302", method="post", data={"name": "Người Khác"}),
    Door("account_password", IN, "200", "200"),
    Door("account_phone", IN, "200", "200"),
    Door("account_email", IN, "200", "200"),
    Door("account_drop_email", IN, "302", "302", method="post"),
    Door("account_code", IN, "302", "302"),
    Door("account_end_session", IN, "302", "302", ("session",), "post"),
    Door(
        "account_invite",
        IN,
        "302",
        "422",
        ("organisation",),
        "post",
        {"phone": "0977000111", "role": "member"},
    ),
    Door("account_answer", IN, "302", "302", ("invitation",), "post", {"tra_loi": "dong-y"}),
    Door("account_end_seat", IN, "302", "302", ("seat",), "post"),
    Door("account_end_all", IN, "302", "302", method="post"),
    Door("sign_out", "302", "302", "302", method="post"),
)

# What a page of PORTAL answers to who has opened the dossier with its key, or has begun the draft.
WITH_KEY = {
    "lookup_result": "200", "dossier": "200", "supplement": "302", "correct": "302", "correct_details": "302",
    "dossier_form": "200", "dossier_file": "200", "dossier_issued": "200", "unlock": "405",
    "withdraw": "405", "close_dossier": "405",
}  # fmt: skip
WITH_DRAFT = {
    "file_forget": "405", "file_receipt": "302", "file_draft_form": "200", "file_draft_file": "200",
    "file_case": "302", "file_place": "200", "file_filer": "200", "file_owner": "200", "file_content": "200",
    "file_files": "200", "file_result": "200", "file_check": "200",
}  # fmt: skip

# Asked with a code of its own: tests/portal/test_by_number.py, tests/dossiers/test_objection.py.
WITH_A_CODE = {"lookup_number_code", "lookup_number_list", "object_from_account"}

# Asked by machines, made for makers, or only drawn: the same for everybody. In a house that is no demo …
MACHINES = {
    "healthz": "200",
    "readyz": "503",  # no beat in a test
    "captcha-image": "410",
    "captcha-image-2x": "404",  # switched off
    "captcha-audio": "404",
    "captcha-refresh": "404",
    "notifications:kannel_report": "404",
}
# … these do not exist.
ONLY_IN_THE_DEMO = {"gallery", "gallery-desk", "gallery-dossier", "gallery-error", "portal:sms_inbox"}
