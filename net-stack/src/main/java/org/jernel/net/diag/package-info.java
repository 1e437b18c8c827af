/**
 * What can be seen of a kernel's sockets from outside: a list for embedders, and the files of {@code /proc/net}.
 *
 * <p>Modelled on {@code net/core/sock_diag.c} and the {@code seq_show} functions of the protocols.
 */
@NullMarked
package org.jernel.net.diag;

import org.jspecify.annotations.NullMarked;
