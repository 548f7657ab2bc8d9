package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;

/** Why a session ended, if it was not its client that simply had nothing more to say. */
public record SessionFailure(ErrorCode code, String message) {}
