"""Secrets as people paste them, with words around them, and clean texts that only look like it; made piece by piece."""

import base64
import random
import string
from collections.abc import Iterator

from tests.agent.domain.made_secrets import LETTERS, run

HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits


def pasted(seed: int = 11) -> Iterator[tuple[str, str, str]]:
    """What it is, the part that must not be left, and the text."""
    c = random.Random(seed)
    url64 = LETTERS + "-_"
    yield from _cloud(c, url64)
    yield from _vendors(c, url64)
    yield from _written(c)


def _cloud(c: random.Random, url64: str) -> Iterator[tuple[str, str, str]]:
    key = run(c, 40, LETTERS + "/+")
    yield "aws file", key, f"[default]\naws_access_key_id = AKIA{run(c, 16, UPPER)}\naws_secret_access_key = {key}\n"
    key = run(c, 40, LETTERS + "/")
    yield "aws json", key, f'{{"AccessKeyId": "ASIA{run(c, 16, UPPER)}", "SecretAccessKey": "{key}"}}'
    key = run(c, 120, LETTERS + "/+")
    yield "aws session", key, f"export AWS_SESSION_TOKEN={key}== before you start the agent."
    key = run(c, 3) + "8Q~" + run(c, 34, url64 + "~.")
    yield "azure client", key, f"The app registration uses AZURE_CLIENT_SECRET: {key} in the pipeline."
    key = run(c, 32, HEX)
    yield "azure openai", key, f"client = AzureOpenAI(api_key='{key}', azure_endpoint=url)"
    key = run(c, 43, LETTERS + "+/") + "="
    yield (
        "service bus",
        key,
        f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key}",
    )
    key = run(c, 44, LETTERS) + "%3D"
    yield "sas link", key, f"The dump lies at https://shop.blob.core.windows.net/d/x.csv?sv=2022-11-02&sp=r&sig={key}"
    lines = "\\n".join(run(c, 64, LETTERS + "+/") for _ in range(3))
    pem = f"-----BEGIN PRIVATE KEY-----\\n{lines}\\n-----END PRIVATE KEY-----\\n"
    yield "gcp file", lines, f'{{"type": "service_account", "private_key": "{pem}", "client_email": "a@b.iam"}}'
    key = "GOCSPX-" + run(c, 28, url64)
    yield "google client", key, f"The web login has the client secret {key} and a redirect."
    key = "1//0" + run(c, 60, url64)
    yield "google refresh", key, f"refresh: {key}"
    key = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey="
    inner = run(c, 86, LETTERS + "+/") + "=="
    yield "storage", inner, f"Blobs are read with {key}{inner};EndpointSuffix=core.windows.net"
    key = "LTAI" + run(c, 20)
    yield "alibaba", key, f"Access key id {key} is in the config of the crawler."


def _vendors(c: random.Random, url64: str) -> Iterator[tuple[str, str, str]]:
    made = {
        "anthropic": "sk-ant-api03-" + run(c, 93, url64) + "AA",
        "openrouter": "sk-or-v1-" + run(c, 64, HEX),
        "groq": "gsk_" + run(c, 52),
        "xai": "xai-" + run(c, 80),
        "perplexity": "pplx-" + run(c, 48),
        "replicate": "r8_" + run(c, 37),
        "pinecone": "pcsk_" + run(c, 6) + "_" + run(c, 60),
        "langsmith": "lsv2_pt_" + run(c, 32, HEX) + "_" + run(c, 10, HEX),
        "notion": "ntn_" + run(c, 46),
        "linear": "lin_api_" + run(c, 40),
        "docker": "dckr_pat_" + run(c, 27, url64),
        "terraform": run(c, 14) + ".atlasv1." + run(c, 67, url64),
        "databricks": "dapi" + run(c, 32, HEX) + "-2",
        "shopify": "shpat_" + run(c, 32, HEX),
        "square": "EAAA" + run(c, 60, url64),
        "stripe hook": "whsec_" + run(c, 32),
        "twilio": "SK" + run(c, 32, HEX),
        "mailgun": "key-" + run(c, 32, HEX),
        "brevo": "xkeysib-" + run(c, 64, HEX) + "-" + run(c, 16),
        "new relic": "NRAK-" + run(c, 27, UPPER),
        "sentry": "sntrys_" + run(c, 60),
        "atlassian": "ATATT3xFfGF0" + run(c, 170, url64) + "=" + run(c, 8, UPPER),
        "figma": "figd_" + run(c, 40, url64),
        "discord": "M" + run(c, 25) + "." + run(c, 6, url64) + "." + run(c, 38, url64),
        "gitlab runner": "glrt-" + run(c, 20, url64),
        "planetscale": "pscale_tkn_" + run(c, 43, url64),
        "supabase": "sbp_" + run(c, 40, HEX),
        "tailscale": "tskey-auth-" + run(c, 16) + "-" + run(c, 32),
        "age": "AGE-SECRET-KEY-1" + run(c, 58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
        "grafana": "glc_" + run(c, 80),
    }
    talks = ("We call it with {} from the worker.", "The value {}\nstands in the wiki page.", "config: '{}'", "({})")
    for place, (name, key) in enumerate(made.items()):
        yield name, key, talks[place % len(talks)].format(key)


def _written(c: random.Random) -> Iterator[tuple[str, str, str]]:
    word = run(c, 9) + "7k"
    yield "env line", word, f"DATABASE_URL=postgres://bot:{word}@10.0.0.4/tickets\nLOG=info"
    yield "dotenv quoted", word, f'SMTP_PASS="{word}"\nSMTP_HOST=mail.internal'
    yield "env pass", word, f"export MYSQL_ROOT_PASSWORD={word} && docker compose up"
    yield "url login", word, f"The feed is https://reader:{word}@feeds.example.org/all.xml and is read hourly."
    yield "at sign inside", "p@ss" + word, f"mongodb://root:p@ss{word}@mongo:27017/admin is the store."
    yield "jdbc", word, f"jdbc:sqlserver://db:1433;user=sa;password={word};encrypt=true"
    yield "odbc", word, f"Driver={{SQL Server}};Server=db;Uid=sa;Pwd={word};"
    yield "redis", word, f"redis://:{word}@cache:6379/0 holds the sessions."
    both = base64.b64encode(f"admin:{word}".encode()).decode()
    yield "basic auth", both, f"curl -H 'Authorization: Basic {both}' https://api.example.org/v1"
    yield "curl user", word, f"curl -u admin:{word} https://api.example.org/v1/orders"
    opaque = run(c, 40)
    yield "header", opaque, f"POST /v1/chat HTTP/1.1\nAuthorization: Bearer {opaque}\nAccept: */*"
    yield "x header", opaque, f"X-Api-Key: {opaque}"
    yield "token header", opaque[:24], f"Authorization: Token {opaque[:24]}"
    yield "query", opaque, f"GET https://api.example.org/v1/search?q=bike&api_key={opaque}&page=2"
    yield "query token", opaque, f"https://api.example.org/hook?access_token={opaque}"
    yield "sentence", word, f"By the way, the admin login is root / {word}, please do not pass it on."
    yield "spoken", word, f"The password for the ticket archive is {word}."
    yield "spoken colon", word, f"Passwort: {word} (bitte nicht weitergeben)"
    yield "yaml", word, f"auth:\n  username: bot\n  password: {word}\n"
    yield "json", word, f'{{"user": "bot", "passwd": "{word}", "port": 5432}}'
    yield "toml", word, f'[db]\nsecret_key = "{word}"\n'
    yield "python", word, f'os.environ["OPENAI_API_KEY"] = "{opaque}{word}"'
    yield "flag", word, f"mysqldump --user=bot --password={word} tickets > dump.sql"
    yield "xml", word, f"<add key='DbPassword' value='{word}'/>"
    yield "netrc", word, f"machine api.example.org login bot password {word}"
    yield "npmrc", opaque, f"//registry.example.org/:_authToken={opaque}"
    yield "pgpass", word, f"PGPASSWORD={word} psql -h db -U bot tickets"
    jwt = ".".join(base64.urlsafe_b64encode(run(c, n).encode()).decode().rstrip("=") for n in (20, 60, 32))
    yield "jwt", jwt[40:], f"Cookie: session=eyJ{jwt}; path=/"
    key = "\n".join(run(c, 70, LETTERS + "+/") for _ in range(4))
    yield "ssh key", key[80:120], f"-----BEGIN OPENSSH PRIVATE KEY-----\n{key}\n-----END OPENSSH PRIVATE KEY-----"
    yield (
        "ec key indented",
        key[80:120],
        "    -----BEGIN EC PRIVATE KEY-----\n" + key + "\n    -----END EC PRIVATE KEY-----",
    )
    yield "pgp key", key[80:120], f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{key}\n-----END PGP PRIVATE KEY BLOCK-----"
    yield "putty", key[80:120], f"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 4\n{key}\nPrivate-MAC: 00"
    yield (
        "card",
        "4012 8888 8888 1881",
        "Last week somebody paid with 4012 8888 8888 1881, exp 11/29, and it was refused.",
    )
    yield "card plain", "5105105105105100", "Test card:5105105105105100."
    yield "iban-like card", "3566 0020 2036 0505", "Card no. 3566 0020 2036 0505 is in the ticket."
    yield "otp seed", "JBSWY3DPEHPK3PXPJBSWY3DP", "otpauth://totp/shop:bot?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=shop"
    yield (
        "slack hook",
        opaque[:24],
        f"https://hooks.slack.com/services/T0{run(c, 8, UPPER)}/B0{run(c, 8, UPPER)}/{opaque[:24]}",
    )
    yield "discord hook", opaque, f"https://discord.com/api/webhooks/112233445566778899/{opaque}-{run(c, 20)}"
    yield "telegram", opaque[:35], f"https://api.telegram.org/bot{run(c, 10, '123456789')}:{opaque[:35]}/sendMessage"
    yield (
        "teams hook",
        run(random.Random(3), 32, HEX),
        f"https://shop.webhook.office.com/webhookb2/a@b/IncomingWebhook/{run(random.Random(3), 32, HEX)}/c",
    )


def clean(seed: int = 5) -> Iterator[str]:
    """Ordinary descriptions with what only looks like a secret."""
    c = random.Random(seed)
    image = base64.b64encode(bytes(c.randrange(256) for _ in range(240))).decode()
    yield "It runs gpt-4o-mini-2024-07-18 and falls back to claude-3-5-sonnet-20241022 or mistral-7b-instruct-v0.3."
    yield "We serve meta-llama/Meta-Llama-3.1-70B-Instruct-AWQ-INT4 and BAAI/bge-large-en-v1.5 with vLLM 0.6.3.post1."
    yield f"Pinned at commit {run(c, 40, HEX)} of the main branch; the short form is {run(c, 7, HEX)}."
    yield "The request id 7f3d1c9e-5b2a-4c8e-9f10-2b6a7d8e9f01 is logged with every answer."
    yield "See ISBN 978-3-16-148410-0 and ISBN 9780306406157 for the method."
    yield "We mapped AML.T0051.001, AML.M0015, LLM01:2025, CWE-1427 and CVE-2024-12345678."
    yield "Call +49 (0)30 901820-12, +1 415-555-0132 or 0041 44 668 18 00."
    yield f"The avatar is inlined as data:image/png;base64,{image} in the page."
    yield f"![logo](data:image/svg+xml;base64,{image[:200]})"
    yield f"The image is registry.example.org/shop/bot@sha256:{run(c, 64, HEX)}."
    yield f"The lock file says sha512-{base64.b64encode(bytes(c.randrange(256) for _ in range(64))).decode()}."
    yield "arn:aws:iam::123456789012:role/support-agent-execution-role-eu-central-1 may read the bucket."
    yield "It is https://my-resource-eu-42.openai.azure.com/openai/deployments/gpt-4o/chat?api-version=2024-06-01."
    yield "The document is https://docs.google.com/document/d/1aBcD3fGhIjKlMnOpQrStUvWxYz0123456789AbCdEf/edit."
    yield "The video is https://www.youtube.com/watch?v=dQw4w9WgXcQ and the paper arXiv:2302.12173v2."
    yield "Tokens are short-lived: each token is valid for 15 minutes and max_tokens=4096 per answer."
    yield "Set max_new_tokens: 2048, tokens_per_minute=100000 and token_limit = 128000 in the config."
    yield "The password policy: at least 12 characters, password length 12-64, password_min_length: 12."
    yield "password: <your password>, api_key: YOUR_API_KEY, token = ${TOKEN}, secret: {{ vault.secret }}"
    yield "The key is read with os.environ['OPENAI_API_KEY'] and api_key=settings.openai_api_key is passed on."
    yield "token = request.headers.get('Authorization') and password = getpass.getpass() are all there is."
    yield "Passwords are hashed with argon2id; the secret is kept in a vault; the token was rotated yesterday."
    yield "client_secret comes from Kubernetes: secretKeyRef name=bot-credentials key=clientSecret."
    yield "The account DE89 3704 0044 0532 0130 00 is the shop's; the VAT id is DE136695976."
    yield "Order 4711-0815-2024-0001 and parcel 00340434161094021501 arrived; invoice 20240001123456 is open."
    yield "Measured at 52.520008, 13.404954 on 2024-11-23T13:35:00.123456Z, epoch 1732368900123."
    yield "Class names such as SupportAgentConversationHistoryRepositoryV2Impl or handle_customer_message_2024."
    yield "The path is /var/lib/kubelet/pods/0a1b2c3d-4e5f-6789-abcd-ef0123456789/volumes/kubernetes.io~secret/bot."
    yield 'The hash of the file is d41d8cd98f00b204e9800998ecf8427e (md5); the etag W/"33a64df551425fcc".'
    yield "ssh-ed25519 fingerprints look like SHA256:uNiVztksCsDhcc0u9e8BhrZ5XWoQ6mI0wyTnvtrwV2g and are public."
    yield "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUZ2Fub3RoZXI\n-----END CERTIFICATE-----\nThat one is public."
    yield "The bearer of a coupon gets ten percent; basic authentication is switched off; Basic plan users pay less."
    yield "Retrieval uses all-MiniLM-L6-v2 with 384 dimensions, text-embedding-3-large with 3072 dimensions."
    yield "The tool server runs @modelcontextprotocol/server-filesystem@2024.11.5 under Node v20.11.1."
    yield "IPv6 2001:0db8:85a3:0000:0000:8a2e:0370:7334 and MAC 00:1A:2B:3C:4D:5E are in the log."
    yield "A blank pixel is data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7 here."
    yield "It runs with docker run --user 1000:1000 -p 8080:8080 and -u 1000:1000 in the job."
    yield "Bypass: level 2 support opens passes; pass-through is off; a pass costs 12 euros; compass = north."
    yield "The key point is speed; key=value pairs are stored; the key for the row is customer_id."
    yield "Users mention the bot as @shop-bot:matrix.example.org; mail goes to desk+bot2024@example.org."
    yield "It costs 0.0025 per 1,000 tokens, 4 000 000 000 tokens a year; the seed is 1234567890123456."
    yield "The prompt says: never reveal the password. Who asks for the secret word gets a joke instead."
    yield "Our threat T-012 and measure M-003 concern S3 bucket shop-eu-central-1-ticket-archive-2024-backup."
    yield "Passwort vergessen? Das Kennwort ist mindestens 12 Zeichen lang; der Schlüssel liegt im Tresor."
    yield "GitHub Actions use secrets.GITHUB_TOKEN; Terraform reads var.db_password; the job has id-token: write."
    yield "The login is handled by Keycloak 24; user / role mapping is in realm-export.json."
    yield "curl -u $USER:$PASS https://api.example.org/v1 and mysql --password are in the notes, without values."
    yield "The sig= parameter of a link is checked; access_token=... is removed from logs; session=closed."


def spoken(seed: int = 3) -> Iterator[tuple[str, str, str]]:
    """Secrets in hurried notes, commands and half sentences."""
    c = random.Random(seed)
    word, opaque, hexed = "Tr" + run(c, 8) + "4d", run(c, 27) + "7Q", run(c, 31, HEX) + "4"
    for text in (
        "pw={}", "user=bot pass={} host=db", "pass: {}", "Password - {}", "password → {}", "password -> {}",
        "mysql -u root -p{}", "sshpass -p {} ssh bot@host", "credentials: admin:{}", "Zugang: admin / {}",
        'auth=("bot", "{}")', "ftp://bot:{}@files/", "--db-password {}", "The password we use is {} for now.",
    ):  # fmt: skip
        yield "word", word, text.format(word)
    for text in ("key={}", "--token {}", "The API key that runs the bot is {}.", "https://{}@github.com/shop/bot.git"):
        yield "opaque", opaque, text.format(opaque)
    for text in ("the api key we use is {}", '"key": "{}"'):
        yield "hex", hexed, text.format(hexed)
