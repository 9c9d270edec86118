"""Words that say something only because a certain question was asked: a bare ``employees``, ``none`` or ``hosted``."""

from agent.reading.text.cues import CueBank

IN_CONTEXT: dict[str, tuple[tuple[str, str], ...]] = {
    "exposure": (
        ("(unauthenticated|anonymous|no login|without login|no authentication|no account|world)", "public"),
        ("(authenticated|login|log in|logged in|account|accounts|sign up|sign in|registered)", "registered"),
        ("(customer|customers|members|subscribers|patients|students|tenants|signed in|oauth|api key)", "registered"),
        ("(partner|partners|participants|participating|suppliers|b2b|vpn of partners)", "partners"),
        ("(public|internet|open|web|website|demo|online|anyone|everyone|anybody)", "public"),
        ("(internal|employees|staff|colleagues|team|teams|company|corporate|intranet|in-house|office)", "internal"),
        ("(developers|engineers|analysts|clinicians|operators|vpn)", "internal"),
        ("(own|local|locally|myself|single user|only me|personal)", "own_device"),
    ),
    "audience": (
        ("(employees|staff|colleagues|internal|workers|team|teams)", "employees"),
        ("(customer|customers|consumers|clients|subscribers|members|tenants|users of our product)", "customers"),
        ("(public|anyone|everyone|visitors|citizens|individuals|internet users|consumers)", "public"),
        ("(doctors|clinicians|nurses|lawyers|analysts|professionals|experts|teachers)", "professionals"),
        ("(developer|developers|programmers|data scientists|researchers|engineers)", "developers"),
        ("(children|patients|elderly|claimants|pupils|vulnerable|kids|minors|job seekers)", "vulnerable_people"),
        ("(systems|services|applications|apis|machines|programs)", "other_systems"),
    ),
    "impact_on_people": (
        ("(none|nothing|no effect|no impact|nobody|not at all|no)", "none"),
        ("(minor|small|little|convenience|annoying|annoyance|low|not much|some)", "minor"),
        ("(significant|money|job|jobs|health|freedom|benefits|access|loan|loans|high|severe|serious)", "significant"),
        ("(a lot|life|lives|denied|funds|injury|legal|housing|education|large|major|credit|claims)", "significant"),
    ),
    "data_sensitivity": (
        ("(none|nothing|public|no personal data|open data)", "public"),
        ("(internal|proprietary|confidential|source code|company|business|secret|trade secrets|models)", "internal"),
        ("(personal|private|names|addresses|customer|customers|mail|e-mail|e-mails|messages)", "personal"),
        ("(records|tickets|orders|pii|contacts|profiles|history)", "personal"),
        ("(health|medical|biometric|financial|funds|money|credentials|passwords|keys|tokens|identity)", "special"),
        ("(transactions|children|patient|patients|diagnoses|bank|tax|salary|insurance|special|faces)", "special"),
        ("(wallet|wallets|secrets|card data|social security)", "special"),
    ),
    "training": (
        ("(none|no|not|never|hosted|off the shelf|as it comes|as is|api|vendor|used as)", "none"),
        ("(fine tun*|tuned|tuning|adapted|lora|adapter*|customised|customized|adjusted)", "tuned"),
        ("(own|ourselves|in-house|trained|train|from scratch|retrain*|periodic*|continuous*|federated)", "own"),
    ),
    "decision_autonomy": (
        ("(advice|advises|advisory|suggest*|draft*|recommendation*)", "advice"),
        ("(human|person|people|staff|clinician|doctor|user|editor|clerk) (decides|decide|has the last word)", "advice"),
        ("(review*|approv*|confirm*|check*|doubtful|borderline|human in the loop|supervised)", "reviewed"),
        ("(automatic*|autonomous*|fully|by itself|on its own|directly|immediately)", "automatic"),
        ("without (confirmation|approval|review|asking|a person)", "automatic"),
    ),
    "model_origin": (
        ("(hosted|api|provider|cloud|commercial|openai|anthropic|azure|gpt|claude|gemini)", "hosted_api"),
        ("(open-weight*|open source|open model*|hub|hugging face|llama|mistral|downloaded)", "open_weights"),
        ("(public base|local model*|self-hosted)", "open_weights"),
        ("(vendor|supplier|bought|product|licensed|third party|third-party)", "vendor"),
        ("(own|ours|ourselves|in-house|trained|we built|we trained|proprietary)", "own"),
    ),
}  # fmt: skip
"""For facts with choices: what a short answer means. Where several are said of exposure, the first row decides."""

FIRST_ROW_DECIDES = frozenset({"exposure"})

IN_LISTS: dict[str, str] = {
    "uses_language_model": "(llm*|language model*|chatbot|chat|gpt|generative ai|genai)",
    "uses_retrieval": "(retrieval|rag|document search|knowledge search|search index|knowledge base)",
    "calls_tools": "(tools|tool calls|functions|plugins|plug-ins|apis|function calling)",
    "plans_steps": "(agent|agents|agentic|planning|plans)",
    "multiple_agents": "(multi-agent|several agents|multiple agents|agents work together)",
    "long_term_memory": "(memory|remembers|long-term)",
    "uses_tool_servers": "(mcp|tool servers|tool protocol)",
    "writes_code": "(coding|programming|program code|source code|code assistant|code generation|writes code)",
    "classifies_or_scores": "(classif*|scor*|predict*|detect*|classic ml|machine learning|ml|tabular)",
    "sees_images": "(vision|images|pictures|photos|video|image)",
    "hears_speech": "(speech|voice|audio|sound)",
    "checks_identity_biometrically": "(face|faces|facial|biometric*|fingerprint*|liveness)",
    "physical_sensors": "(camera|cameras|sensor|sensors|microphone*|lidar)",
    "recommends_items": "(recommend*|ranking|ranks)",
    "generates_media": "(image generation|video generation|generative image|generates (images|pictures)|deepfakes)",
    "learns_federated": "(federated|several parties)",
    "controls_machines": "(robot*|vehicle*|machines|drones)",
    "safety_critical": "(injury|injuries|safety|bodily harm|accidents)",
    "moves_value": "(money|funds|payments|payouts|wallet|wallets|refunds|purchases)",
    "security_function": "(security|fraud|spam|malware|phishing|intrusion*|moderation)",
    "public_face": "(public posts|posts publicly|in our name|social media)",
    "availability_critical": "(availability|uptime|downtime|outage*)",
    "emotional_bond": "(companion*|emotional*|therapy)",
    "mixed_permissions": "(permissions|access rights|restricted documents|(own|private) and shared)",
    "reads_outside_content": "(web|web pages|websites|forum*|feeds|social channels|posts|comments|public messages)",
    "accepts_files": "(uploads|uploaded|attachments|photos|pictures|pdfs)",
    "index_open": "(wiki|shared documents|shared drive)",
    "learns_from_use": "(feedback|online learning|learns|retrained)",
    "returns_scores": "(score|scores|confidence|probabilities)",
    "answers_cached": "(cache|caches|cached)",
    "model_files_loaded": "(weights|model files|model hub|hub models|downloaded models|open-weight|hugging face)",
    "model_on_devices": "(phone|phones|handset*|on-device|edge|appliance)",
    "own_infrastructure": "(servers|container|containers|kubernetes|gpu|gpus|cluster|data centre|on premises)",
    "unpinned_packages": "(package index|pip|npm|nightly builds|latest versions|delivery network)",
    "shared_workspace": "(notebook|notebooks|jupyter|workstation|workstations)",
    "outbound_network": "(internet access|network access|outbound)",
    "secrets_reachable": "(keys|secrets|tokens|credentials|passwords|environment variables)",
    "output_feeds_systems": "(other systems|downstream|automation|transactions|json|sql)",
    "runs_generated_code": "(code execution|runs code|interpreter|python)",
    "instruction_files": "(rules files|instruction files|readme|project files)",
    "confidential_prompt": "(system prompt|secret prompt|internal rules)",
    "shell_access": "(shell|terminal|command line|commands|bash)",
    "tools_write": "(write|writes|creates|sends|edits|books|updates|orders|transactions)",
    "irreversible_actions": "(irreversible|transactions|deletes|payments)",
    "tools_shared_identity": "(service account|shared account|one account|admin rights|root)",
    "tools_third_party": "(third party|external|outside|remote|community|partner) (tool*|plugin*|server*|skill*)",
    "tools_read_private": "(mail|mailbox|inbox|drive|files|file access|database|records|crm|calendar)",
    "tools_send_outside": "(sends|send|webhooks|web requests|http|outgoing mail|transactions)",
    "browses_web": "(browser|browsing|web search|web pages|websites)",
}
"""Words by which people name a line of a list to tick."""

BANKS: dict[str, CueBank[tuple[int, str]]] = {
    fact: CueBank(tuple((cue, (row, value)) for row, (cue, value) in enumerate(rows)))
    for fact, rows in IN_CONTEXT.items()
}
LISTED = CueBank[str](tuple((cue, fact) for fact, cue in IN_LISTS.items()))

YES = CueBank[bool](
    (("(yes|yeah|yep|yup|correct|right|true|indeed|certainly|definitely|absolutely|affirmative|exactly)", True),)
)
AGREEING = CueBank[bool](
    (
        ("(of course|it does|it is|we do|they do|it can|they can|it has|we have|they are|we are)", True),
        ("(sure|i think so)", True),
        ("(sometimes|partly|in part|mostly|usually|often|occasionally|in some cases|a bit|probably|likely)", True),
    )
)
"""A yes only where nothing in the clause denies."""
DOUBTFUL = CueBank[bool](
    (("(probably|likely|i think|we think|i believe|we believe|i guess|presumably|i suppose|i assume|should)", True),)
)
NO = CueBank[bool](
    (
        ("(no|nope|nah|never|none|nothing|neither|not|nobody|negative|incorrect|false|wrong|cannot)", False),
        ("(don't|doesn't|isn't|aren't|can't|won't|haven't|hasn't|didn't)", False),
    )
)
NOT_SURE = CueBank[bool](
    (
        ("(not sure|unsure|not known|unknown|no idea|no clue|dunno|uncertain|unclear|undecided|tbd)", True),
        ("(don't|do not|cannot|can't|couldn't) (know|say|tell)", True),
        ("(not|never) (checked|specified|documented|decided|stated|mentioned)", True),
        ("(no information|hard to say|ask somebody else|have to ask|must look it up|it depends|maybe|perhaps)", True),
    )
)
ALL = CueBank[bool]((("(all|every|everything|each)", True),))
"""Of a list to tick: all of it."""
