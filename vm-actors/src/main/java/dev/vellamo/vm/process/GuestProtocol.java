package dev.vellamo.vm.process;

import java.util.concurrent.CompletionStage;

/** How kernel and guest come to an understanding on their link. */
public interface GuestProtocol {

    /**
     * Begins the handshake, and does not block. The stage completes when the guest is ready, and fails, soon, if the link
     * ends or the guest says something else; how long it may take is the supervisor's to decide, which closes the link.
     */
    CompletionStage<GuestSession> handshake(StartedGuest guest);
}
