/** What runs above the kernel: the libc facade and the programs. */
@NullMarked
package org.jernel.user;

import org.jspecify.annotations.NullMarked;
