"""FastAPI and nothing else: /FILE answers with the bytes of a file, /same with 304 to whoever names its tag.

python bare_fastapi.py PORT FILE…
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

TAG = '"0123456789abcdef"'

app = FastAPI()


def add(path: Path) -> None:
    """A route that answers with that file."""
    content = path.read_bytes()

    @app.get(f"/{path.name}")
    async def answer() -> Response:
        return Response(content, media_type="application/json")


@app.get("/same")
async def same(request: Request) -> Response:
    """As few bytes as there can be."""
    if request.headers.get("if-none-match") == TAG:
        return Response(status_code=304, headers={"etag": TAG})
    return Response(b"{}", media_type="application/json", headers={"etag": TAG})


if __name__ == "__main__":
    for name in sys.argv[2:]:
        add(Path(name))
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False, http="h11", loop="asyncio")
