"""Words that answer a question whatever it is about: yes, no, not known, all of it, the second one."""

from agent.reading.text.cues import CueBank

YES = CueBank[bool](
    (("(yes|yeah|yep|yup|correct|right|true|indeed|certainly|definitely|absolutely|affirmative|exactly|always)", True),)
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
        ("(not sure|unsure|not known|unknown|no idea|no clue|dunno|idk|uncertain|unclear|undecided|tbd)", True),
        ("(don't|do not|cannot|can't|couldn't) (know|say|tell)", True),
        ("(not|never) (checked|specified|documented|decided|stated|mentioned)", True),
        ("(no information|hard to say|ask somebody else|have to ask|must look it up|it depends|maybe|perhaps)", True),
        ("(you|i|we) (would|will|must|'d|) (have|need|) (to|) ask (the|our|my|somebody|someone)", True),
    )
)
ALL = CueBank[bool]((("(all|every|everything|each)", True),))
"""Of a list to tick: all of it."""
ONLY = CueBank[bool]((("(only|just|nothing but|no more than)", True),))
"""Of a list to tick: what is named, and nothing else."""
PLACES = CueBank[tuple[int, int]](
    (
        ("(first|1st|number one)", (0, 1)),
        ("(second|2nd|number two)", (1, 2)),
        ("(third|3rd|number three)", (2, 3)),
        ("(fourth|4th|number four)", (3, 4)),
        ("(fifth|5th|number five)", (4, 5)),
        ("(sixth|6th|number six)", (5, 6)),
        ("first (two|2)", (0, 2)),
        ("first (three|3)", (0, 3)),
        ("first (four|4)", (0, 4)),
        ("last (two|2)", (-2, 0)),
        ("last (three|3)", (-3, 0)),
        ("last (one|point|line)", (-1, 0)),
    )
)
"""Of a list to tick: lines by their place, from one to before another; counted from the end where negative."""
