"""The stored questions: one `.rq` file each, found by name, asked with typed parameters."""

from kg.questions.ask import Answer, ask
from kg.questions.library import Parameter, Question, library, question

__all__ = ["Answer", "Parameter", "Question", "ask", "library", "question"]
