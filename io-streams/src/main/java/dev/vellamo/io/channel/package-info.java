/** IO channels: actors that join a vat to the clients of a socket, one session for each client. */
@NullMarked
package dev.vellamo.io.channel;

import org.jspecify.annotations.NullMarked;
