"""Systems told in many styles, each with the nouns that its owner uses and a reader should meet again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """A description, and the nouns of its owner: the head words that no other system would share by chance."""

    name: str
    text: str
    nouns: tuple[str, ...]


INVOICES = Told(
    "invoices",
    """Invoice desk, design note

Suppliers send supplier invoices as PDF files to the invoice mailbox. The invoice agent takes each mail, reads the PDF
with a hosted language model and looks up the purchase order in the order database. When amounts match, it calls
post_booking, which writes the booking to the general ledger. Bookings up to 500 euro are posted without anybody looking
at them; above that an accountant approves in the finance portal. The agent runs with one service account that can read
all orders of the company. Invoices and bookings are kept for ten years.""",
    ("supplier", "invoice", "mailbox", "purchase order", "order database", "post_booking", "booking", "ledger",
     "accountant", "finance portal"),
)  # fmt: skip

TRIAGE = Told(
    "triage",
    """hi, we do a triage thing for the emergency room. nurses type symptoms in a tablet app, the triage model (gradient
boosting, trained on our own old visits) gives a urgency level 1-5 and the waiting list gets sorted by it. doctors see
the list on the ward screen. sometimes the level is wrong for children. the patient record system sends age and history.
we retrain every 3 month with the visits. nobody can change the level at the moment except head nurse""",
    ("nurse", "symptom", "tablet app", "triage model", "urgency level", "waiting list", "doctor", "ward screen",
     "patient record", "visit", "children"),
)  # fmt: skip

LETTINGS = Told(
    "lettings",
    """An assistant for our letting agency. Tenants write about repairs in a chat on our website. The assistant answers
from the tenancy handbook and can book a plumber through the booking tool. It reads the tenant's contract from the
contract archive.""",
    ("tenant", "repair", "letting", "tenancy handbook", "plumber", "booking tool", "contract", "contract archive"),
)

PHOTOS = Told(
    "photos",
    """Parts:
- upload page: members of the hobby forum upload photos
- photo checker: a vision model that decides whether a photo is allowed
- appeal queue: moderators look at photos that members complain about
- photo store: all photos, in a cloud bucket
- training job: every week the photo checker is fine-tuned with the moderators' decisions

The photo checker is public through the upload page. Anyone can become a member.""",
    ("member", "forum", "upload page", "photo", "photo checker", "appeal queue", "moderator", "photo store",
     "training job", "bucket"),
)  # fmt: skip

CREDIT = Told(
    "credit",
    """We run a scoring model for small loans. Applicants fill in a loan form on the web page with income, address and
employer. The scoring model, gradient boosted trees trained on ten years of repayment records from our loan book,
predicts default. Below 580 points the loan is refused automatically and the applicant gets a letter. Case workers see
the score in the loan desk application. A credit bureau delivers additional records every night. Data scientists train
the model on a shared notebook server and put it in a model registry.""",
    ("applicant", "loan", "loan form", "scoring model", "repayment record", "loan book", "case worker", "loan desk",
     "credit bureau", "notebook server", "data scientist"),
)  # fmt: skip

ORCHARD = Told(
    "orchard",
    """Autonomous sprayer for orchards. A camera on the tractor films the row. An onboard vision model finds people,
animals and tree trunks; the drive controller stops the sprayer if a person is within four metres. Pickers work in the
same rows. New weights arrive over the air from the fleet server of the maker. The farmer watches on a phone app and can
press stop. Films of near misses are uploaded to the fleet server and used to train the next version.""",
    ("sprayer", "tractor", "camera", "vision model", "drive controller", "picker", "fleet server", "farmer",
     "phone app", "film", "weights", "row"),
)  # fmt: skip

HIRING = Told(
    "hiring",
    """Our recruiting team gets about 900 CVs a month. Candidates upload a CV in the careers portal. A language model
(hosted, via API) extracts skills into the candidate database and the ranking model puts candidates in order for each
vacancy. Recruiters read only the first twenty. Rejected candidates get an automatic mail. The ranking model was trained
on whom the hiring managers chose in the last six years.""",
    ("candidate", "cv", "careers portal", "candidate database", "ranking model", "vacancy", "recruiter",
     "manager"),
)  # fmt: skip

TRAVEL = Told(
    "travel",
    """Trip planner with four agents: the planner agent splits the wish of the traveller, the flight agent searches
fares at the airline API, the hotel agent reads hotel pages on the web, and the payment agent pays with the traveller's
stored card through the payment service. The planner agent keeps a memory of each traveller's preferences. Travellers
talk to it in a mobile app. Trips below 2000 dollar are booked without asking again.""",
    ("traveller", "planner agent", "flight agent", "airline", "hotel agent", "hotel page", "payment agent", "card",
     "payment service", "mobile app", "trip"),
)  # fmt: skip

CLINICS = Told(
    "clinics",
    """Seven eye clinics train one retina model together by federated learning. Each clinic keeps its retina scans on
its own server; only weight updates go to the coordinator, which averages them. The coordinator is run by the
university. Ophthalmologists use the retina model in the reading room software to find early disease. Two of the clinics
are small and have no IT staff.""",
    ("clinic", "retina model", "retina scan", "weight update", "coordinator", "university", "ophthalmologist",
     "reading room"),
)  # fmt: skip

CODING = Told(
    "coding",
    """Developers in our bank use a coding agent inside the editor. It reads the repository, issues from the tracker
and pages on the web, runs commands in the terminal of the laptop and opens merge requests. It uses three MCP servers:
one for the tracker, one for the build server and a community one for the database schema. Customers can file issues in
the tracker. The deploy key lies on the laptop. Merge requests need one reviewer.""",
    ("developer", "coding agent", "editor", "repository", "issue", "tracker", "terminal", "laptop", "merge request",
     "build server", "mcp server", "deploy key", "reviewer", "database"),
)  # fmt: skip

TELEPHONE = Told(
    "telephone",
    """Voice bot of a savings bank. Callers say their account number; the voice check compares the voice with the stored
voice print. Then the voice bot can tell the balance and make transfers up to 300 francs through the core banking
interface. Speech is turned to text by a speech model in our data centre, a language model from a cloud provider decides
what the caller wants. Calls are recorded in the call archive. Call centre agents take over when the caller asks.""",
    ("caller", "account", "voice check", "voice print", "voice bot", "balance", "transfer", "core banking",
     "speech model", "archive", "call centre"),
)  # fmt: skip

NEWS = Told(
    "news",
    """Regional newspaper, app with 80k readers. The front page of each reader is put together by a recommender that
learns from clicks every hour. Editors can pin three articles. Freelance authors deliver articles to the editorial
system; readers write comments. Click logs go to the click store, an advertising partner gets reader segments.""",
    ("reader", "front page", "recommender", "click", "editor", "article", "freelance", "editorial system", "comment",
     "click store", "advertising partner", "segment"),
)  # fmt: skip

BEARINGS = Told(
    "bearings",
    """Predictive maintenance for paper mills. Vibration sensors on the bearings send readings through an edge gateway
to the cloud. An anomaly model raises an alarm to the shift engineer, who decides whether to stop the paper machine. The
mill's historian keeps all readings. Service partners log in to the edge gateway remotely. We train the anomaly model
per mill from six months of readings.""",
    ("mill", "vibration sensor", "bearing", "reading", "gateway", "anomaly model", "alarm", "engineer",
     "paper machine", "historian", "service partner"),
)  # fmt: skip

THESES = Told(
    "theses",
    """Students of our faculty hand in theses on the thesis portal. A feedback writer (LLM, self hosted) comments on the
draft, it looks up the examination rules and earlier theses from the thesis index. Supervisors get the comments and a
suggested grade. Students can read the comments but not the grade. The thesis index also has confidential theses written
with companies.""",
    ("student", "thesis", "theses", "portal", "draft", "feedback writer", "examination rules", "thesis index",
     "supervisor", "grade", "comment", "faculty"),
)  # fmt: skip

SYSTEMS = (
    INVOICES, TRIAGE, LETTINGS, PHOTOS, CREDIT, ORCHARD, HIRING, TRAVEL, CLINICS, CODING, TELEPHONE, NEWS, BEARINGS,
    THESES,
)  # fmt: skip

POOR = ("AI email assistant", "chatbot", "We use AI.", "Ein Chatbot für das Rathaus.", "42", "it scores people")
"""Descriptions that say next to nothing."""
