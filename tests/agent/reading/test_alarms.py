"""What owners sound an alarm about is heard in any trade; what is in order, asked or planned sounds none."""

import pytest

from agent.reading.alarms import alarm_rows, alarms_in
from agent.reading.text.cues import compiled
from agent.reading.text.telling import sentences_told
from knowledge import load_catalog
from knowledge.skill import alarmed


def heard(text: str) -> set[str]:
    return {one.id for one in alarms_in(sentences_told(text))}


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("The verdicts go to the breeders without anybody looking at them.", "nobody-reads-it"),
        ("Letters are printed and posted without a check.", "nobody-reads-it"),
        ("The harvest plan is sent to the crews unread.", "nobody-reads-it"),
        ("Nobody reads the translations before they are printed.", "nobody-reads-it"),
        ("There is no referee in between when it stops a bout.", "nobody-reads-it"),
        ("The foremen have stopped comparing it with the scales.", "watchers-stopped"),
        ("Most of the graders just approve them in bulk.", "watchers-stopped"),
        ("The kiln now runs at night without an operator.", "watchers-stopped"),
        ("The brewers trust it blindly by now.", "watchers-stopped"),
        ("All the tablets in the barns share one login.", "one-login-for-all"),
        ("The pin is taped to the side of the press.", "one-login-for-all"),
        ("Each turbine came with the factory password and we never changed it.", "one-login-for-all"),
        ("Everyone at the yard knows the code.", "one-login-for-all"),
        ("The clerk bot acts with the harbour master's own account.", "lent-login"),
        ("It runs as root on the plant server.", "lent-login"),
        ("The script has admin rights in the catalogue.", "lent-login"),
        ("It may download whatever it needs from the hub.", "installs-anything"),
        ("We have never tested how it does on wet wood.", "never-tested"),
        ("Nobody has tried it with lambs under two days.", "never-tested"),
        ("It was not validated for night dives.", "never-tested"),
        ("It works less well for speakers with an accent.", "worse-for-some"),
        ("Older callers are often cut off.", "worse-for-some"),
        ("We keep no record of who changed the weights.", "no-record"),
        ("Nobody can say afterwards who opened the gate.", "no-record"),
        ("When the link fails, the barrier simply stays open.", "goes-on-when-it-fails"),
        ("If the filter crashes, it lets everything through then.", "goes-on-when-it-fails"),
        ("The recordings are kept for ever.", "kept-for-ever"),
        ("Nobody ever deletes the transcripts.", "kept-for-ever"),
        ("Nothing tells the guests that it is not a person.", "not-told-it-is-a-machine"),
        ("We do not tell the singers that a machine marks them.", "not-told-it-is-a-machine"),
        ("There is no way to reach a person on Sundays.", "no-way-to-a-person"),
        ("We do not verify whether the pictures are genuine.", "not-guarded-against-tampering"),
        ("New weights are carried over on a memory stick.", "not-guarded-against-tampering"),
        ("Everybody can see everything in the index.", "open-to-anyone"),
        ("The dashboard is reachable from the internet.", "open-to-anyone"),
        ("The pump has no login, whoever is on the farm net can start it.", "no-lock"),
        ("Anybody can query the counter.", "no-lock"),
        ("Our wiki has a page with the passwords of the suppliers.", "secrets-lie-about"),
        ("The tokens are kept in the script itself.", "secrets-lie-about"),
        ("The prompt tells it never to quote prices.", "only-told-in-the-prompt"),
        ("We asked the bot in its instructions not to speak about wages.", "only-told-in-the-prompt"),
        ("There is no cap on pictures per guest.", "no-limit"),
        ("Our bill has tripled since.", "no-limit"),
        ("One porter watches eight cameras alone.", "watcher-has-other-work"),
        ("The night nurse has other work to do.", "watcher-has-other-work"),
        ("The image pulls the latest layers.", "parts-of-people-who-left"),
        ("The freelancer who built it has moved on.", "parts-of-people-who-left"),
        ("Nobody looks at the recordings that members send in.", "contributions-unchecked"),
        ("The ratings are taken as they come.", "contributions-unchecked"),
        ("The moths were labelled by an intern.", "one-persons-labels"),
        ("All pictures are from our own farms, only from our farm even.", "known-from-home-only"),
        ("It has never seen ore from elsewhere.", "known-from-home-only"),
        ("Trainees listen to the calls.", "staff-read-along"),
        ("Landlords have started using it to pick tenants.", "used-beyond-what-it-is-for"),
        ("A caller who claimed to be the widow got the key.", "strangers-taken-at-their-word"),
        ("Members are recognised only by their phone number.", "strangers-taken-at-their-word"),
    ],
)
def test_an_alarm_is_heard_whatever_the_trade(text: str, alarm: str) -> None:
    assert alarm in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "An editor reads every translation before it is printed.",
        "Each ward has its own login, and passwords are changed each month.",
        "It was tested on wet wood in three mills.",
        "Who can see the transcripts?",
        "The transcripts are deleted after a week.",
        "When the link fails, the barrier closes.",
        "Guests are told that a machine answers.",
        "We log who changed which weight.",
    ],
)
def test_what_is_in_order_or_asked_sounds_no_alarm(text: str) -> None:
    assert heard(text) == set()


@pytest.mark.parametrize("alarm", alarm_rows())
def test_every_cue_is_well_formed(alarm: str) -> None:
    assert all(compiled(cue) for cue in alarm_rows()[alarm].cues)


def test_the_sentence_is_kept_with_what_it_means() -> None:
    (alarm,) = alarms_in(sentences_told("We sort pears. Nobody ever deletes the photos. Nobody ever clears the shelf."))
    assert alarm.words == "Nobody ever deletes the photos."
    assert alarm.means == "what people said is kept without an end"


def test_each_alarm_leads_or_lifts_threats_that_there_are() -> None:
    named = {one for rule in alarmed() for one in (*rule.leads, *rule.lifts)}
    assert named <= set(load_catalog().patterns)
    assert {rule.sounds for rule in alarmed()} == set(alarm_rows())
