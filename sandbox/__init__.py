"""A local Telegram: the Bot API over HTTP and a chat page in the browser. It can be pointed at by any bot."""
