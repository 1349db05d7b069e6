"""Holds the conversations of `sdk.rs` by Google's own SDK: live.py SERVICE CASE ADDRESS."""

import asyncio
import sys

from google import genai
from google.genai import live, types

SERVICE, CASE, ADDRESS = sys.argv[1:]
MODEL = "gemini-live-2.5-flash-preview"

# The SDK speaks TLS only; here it is on the loopback.
connect = live.ws_connect
live.ws_connect = lambda uri, additional_headers=None, **_: connect(
    uri.replace("wss://", "ws://", 1), additional_headers=additional_headers
)


def client():
    options = {"base_url": ADDRESS, "api_version": "v1beta1" if SERVICE == "vertexai" else "v1beta"}
    if SERVICE == "googleai":
        return genai.Client(api_key="key", http_options=options)
    from google.oauth2.credentials import Credentials

    return genai.Client(
        vertexai=True, project="p1", location="us-central1", credentials=Credentials("tok"), http_options=options
    )


def user(text):
    return {"role": "user", "parts": [{"text": text}]}


def sound(data):
    return types.Blob(data=data, mime_type="audio/pcm;rate=16000")


async def until_complete(session):
    async for message in session.receive():
        if message.tool_call:
            call = message.tool_call.function_calls[0]
            answer = types.FunctionResponse(id=call.id, name=call.name, response={"found": True})
            await session.send_tool_response(function_responses=answer)


async def words():
    config = {
        "response_modalities": ["TEXT"],
        "temperature": 0.5,
        "top_p": 0.9,
        "top_k": 20,
        "max_output_tokens": 100,
        "seed": 1,
        "system_instruction": "You wait tables.",
        "tools": [
            {"google_search": {}},
            {
                "function_declarations": [
                    {
                        "name": "find",
                        "description": "Finds a dish",
                        "parameters": {
                            "type": "OBJECT",
                            "properties": {"dish": {"type": "STRING", "description": "Its name"}},
                            "required": ["dish"],
                        },
                    }
                ]
            },
        ],
    }
    async with client().aio.live.connect(model=MODEL, config=config) as session:
        before = [user("Hello"), {"role": "model", "parts": [{"text": "Good day."}]}]
        await session.send_client_content(turns=before, turn_complete=False)
        await session.send_client_content(turns=user("Soup?"))
        await until_complete(session)


async def sounds():
    config = {
        "response_modalities": ["AUDIO"],
        "speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}, "language_code": "de-DE"},
        "thinking_config": {"include_thoughts": True, "thinking_budget": 5},
        "media_resolution": "MEDIA_RESOLUTION_LOW",
        "enable_affective_dialog": True,
        "realtime_input_config": {
            "automatic_activity_detection": {"disabled": True},
            "activity_handling": "START_OF_ACTIVITY_INTERRUPTS",
        },
        "input_audio_transcription": {},
        "output_audio_transcription": {},
        "session_resumption": {"handle": "h1"},
        "context_window_compression": {"trigger_tokens": 1000, "sliding_window": {"target_tokens": 500}},
        "proactivity": {"proactive_audio": True},
    }
    async with client().aio.live.connect(model=MODEL, config=config) as session:
        await session.send_realtime_input(activity_start={})
        await session.send_realtime_input(audio=sound(b"one"))
        await session.send_realtime_input(video=types.Blob(data=b"picture", mime_type="image/jpeg"))
        await session.send_realtime_input(text="hm")
        await session.send_realtime_input(activity_end={})
        # The answer begins, and is interrupted.
        async for message in session.receive():
            if message.server_content and message.server_content.model_turn:
                await session.send_realtime_input(activity_start={})
                await session.send_realtime_input(audio=sound(b"two"))
                await session.send_realtime_input(activity_end={})
                await session.send_realtime_input(audio_stream_end=True)
        await until_complete(session)


asyncio.run({"words": words, "sounds": sounds}[CASE]())
