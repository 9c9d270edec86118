"""A description in another language is told as such, and nothing is taken from it."""

import pytest

from agent.reading.text.language import is_foreign
from agent.reading.text.system_sentences import told_by
from tests.agent.reading.readings import read, told

OTHERS = [
    "Unser Assistent beantwortet Fragen von Kunden und kann Erstattungen ohne Freigabe auszahlen.",
    "Notre assistant répond aux questions des clients avec GPT-4o et il peut payer sans accord.",
    "Nuestro asistente responde a las preguntas de los clientes y puede devolver el dinero sin permiso.",
    "Il nostro assistente risponde alle domande dei clienti e può pagare i rimborsi senza conferma.",
    "O nosso assistente responde às perguntas dos clientes e pode pagar sem aprovação de uma pessoa.",
    "Onze assistent beantwoordt vragen van klanten en kan geld terugbetalen zonder dat iemand het ziet.",
    "我们的助手通过 Milvus 检索文档并回答客户的问题, 可以自动退款。",
    "当社のアシスタントは顧客の質問に答え、GPT-4oを使って返金できます。",
    "Наш помощник отвечает на вопросы клиентов и может возвращать деньги без согласия.",
    "مساعدنا يجيب على أسئلة العملاء ويستخدم GPT-4o ويمكنه رد المال.",
]
ENGLISH = [
    "A bot reviews pull requests from outside contributors.",
    "Chat API, GPT-4o, Qdrant, PostgreSQL, Redis, Nginx, Grafana, Keycloak, Celery, MinIO",
    "LightGBM scores loan applications; data come from credit bureau and open banking.",
    "Vector store holds manuals. Retriever ranks passages. Model drafts answer. Staff approve.",
    "Müller's café uses a chatbot named Zoë, built by José and Renée in São Paulo for naïve questions.",
    "Mistral Large via la Plateforme; agents de Paris call it over HTTPS for each order that comes in.",
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_language_is_noticed_and_nothing_taken(text: str) -> None:
    assert is_foreign(text)
    model = told(text)
    assert (model.components, model.facts, model.actors) == ((), (), ())
    assert any("not in English" in note for note in read(text).notes)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_read_however_terse_or_full_of_names(text: str) -> None:
    assert not is_foreign(text)


@pytest.mark.parametrize("text", OTHERS)
def test_of_a_mixed_text_only_the_other_paragraphs_are_left_out_and_told(text: str) -> None:
    english = "Customers chat with our support bot. It answers from Qdrant with GPT-4o."
    mixed = told_by(f"{english}\n\n{text}")
    assert [one.text for one in mixed.sentences] == [one.text for one in told_by(english).sentences]
    assert "one passage is not in English" in mixed.notes[0]
