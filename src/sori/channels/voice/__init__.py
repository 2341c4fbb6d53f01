"""Calls in the browser, without a telephone line: WebRTC legs of the call flow."""
