/** Reads the kernel's {@code syscall_64.tbl} format, and holds the tables that are shipped. */
@NullMarked
package org.jernel.syscall.tbl;

import org.jspecify.annotations.NullMarked;
