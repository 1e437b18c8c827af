/**
 * AF_UNIX: stream, datagram and sequenced-packet sockets between the tasks of one kernel, with paths, abstract names, files and
 * credentials that go along.
 *
 * <p>Modelled on {@code net/unix/af_unix.c}.
 */
@NullMarked
package org.jernel.net.unix;

import org.jspecify.annotations.NullMarked;
