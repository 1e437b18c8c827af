/** The socket stack, from the system calls down to the protocols. */
@NullMarked
package org.jernel.net;

import org.jspecify.annotations.NullMarked;
