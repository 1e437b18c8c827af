/** The system call table: its file format, the binding of rows to handlers, and dispatch by number. */
@NullMarked
package org.jernel.syscall;

import org.jspecify.annotations.NullMarked;
