/**
 * TCP of the host behind the protocol interface: the task that calls does the work on a descriptor that never blocks, and
 * Netty's event loop only says when to try again. No byte crosses threads. The only package that imports Netty.
 *
 * <p>Modelled on the TCP offload engines of Linux, {@code include/net/tls_toe.h}.
 */
@NullMarked
package org.jernel.net.wire;

import org.jspecify.annotations.NullMarked;
