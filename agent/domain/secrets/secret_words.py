"""Words that tell a sentence about passwords, keys and tokens from a setting that holds one."""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


NUMBERING = _set_of("max min first second third single two multi forward backward next last per")
"""Words that make a pass or a token one of several, also where a space stands between."""
COUNTED = NUMBERING | _set_of(
    "num n pad eos bos unk sep cls mask stop special total count cost price low high band use require requires "
    "required enable enabled disable disabled has is show hide allow no needs can should force skip with without"
)
"""Words before a name that make it a number, a switch or a word of another field."""
PLAIN = _set_of(
    "true false yes no on off null nil none undefined empty unset default optional required mandatory enabled disabled "
    "string str bytes int integer number boolean bool text object array hidden masked redacted removed omitted secret "
    "password passwords passwort token tokens secrets credential credentials key keys value values access role roles "
    "session sessions example sample placeholder username user email name field type flag option "
    "options argument arguments parameter parameters header the this that these those its our your their his her and "
    "are was were will must may can should shall has have had not never always only when where which who whom what how "
    "for from with without within via into onto over under after before until unless because while each every any all "
    "some one two three four five six seven eight nine ten more most less least than then there here also still just "
    "stored kept held read reads set sets comes come came given gives taken takes used uses using rotated rotates "
    "generated generates issued issues created made sent sends passed passes injected mounted loaded provided provides "
    "managed manages hashed encrypted salted signed checked verified validated compared revoked renewed refreshed "
    "expires expired changed changes reset forgotten lost leaked stolen shared unique random strong weak long short "
    "short-lived long-lived write-only read-only opaque public private internal external static dynamic temporary "
    "permanent valid invalid missing unknown known needed allowed forbidden denied ask asks asked enter enters entered "
    "see use pass replace rotate store keep change choose pick type per-user per-tenant once daily weekly monthly "
    "basic plain login bearer digest oauth oauth2 oauth2.0 oidc openid saml ldap kerberos jwt mtls mutual sso mfa otp "
    "totp api apikey iam entra okta auth0 keycloak cognito vault kms authentication authorization based-on protected "
    "handled owner customer client server local remote production staging test todo tbd n/a"
)
"""Words that stand behind such a name without being its secret."""
