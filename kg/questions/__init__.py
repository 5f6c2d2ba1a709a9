"""The stored questions: one `.rq` file each, found by name, asked with typed parameters."""

from kg.questions.answer import Answer, Row, Value
from kg.questions.ask import ask
from kg.questions.library import Column, Parameter, Question, library, question

__all__ = ["Answer", "Column", "Parameter", "Question", "Row", "Value", "ask", "library", "question"]
