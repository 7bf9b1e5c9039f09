"""How the bot gets updates: long polling or a webhook, never both."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.methods.registry import method
from sandbox.parameters import Parameters
from sandbox.refusals import WEBHOOK_ACTIVE, Json, Refusal, bad_request, stricter
from sandbox.state import State

MAX_POLL_SECONDS = 50


def _allowed(state: State, params: Parameters) -> None:
    """An absent list keeps the former setting, an empty one restores the default."""
    given: Any = params.data("allowed_updates", "allowed_updates")
    if given is None:
        return
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise stricter("allowed_updates must be an Array of String")
    state.updates.allowed = set(given) or None


@method("getUpdates", "offset limit timeout allowed_updates")
async def get_updates(state: State, params: Parameters) -> list[Json]:
    if state.webhook.url:
        raise Refusal(409, WEBHOOK_ACTIVE)
    _allowed(state, params)
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), MAX_POLL_SECONDS)
    return await state.updates.poll(params.integer("offset"), limit, timeout)


@method("setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token")
def set_webhook(state: State, params: Parameters) -> bool:
    url = params.text("url")
    secret = params.text("secret_token")
    if url:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise bad_request("invalid webhook URL specified")
        loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme == "http" and not loopback:  # Telegram takes no plain HTTP at all
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not loopback and (parts.port or 443) not in (443, 80, 88, 8443):
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_\-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _allowed(state, params)
    if params.boolean("drop_pending_updates"):
        state.updates.drop_all()
    if url:
        state.updates.interrupt(Refusal(409, "Conflict: terminated by setWebhook request"))
        state.webhook.set(url, secret, min(max(params.integer("max_connections", 40), 1), 100))
    else:
        state.webhook.unset()
    return True


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(state: State, params: Parameters) -> bool:
    if params.boolean("drop_pending_updates"):
        state.updates.drop_all()
    state.webhook.unset()
    return True


@method("getWebhookInfo")
def get_webhook_info(state: State, params: Parameters) -> Json:
    info = state.webhook.info()
    if state.updates.allowed is not None:
        info["allowed_updates"] = sorted(state.updates.allowed)
    return {**info, "pending_update_count": len(state.updates)}
