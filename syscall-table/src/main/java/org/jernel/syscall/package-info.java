/**
 * The system call table: the declarations that define a call, the table that binds them to numbers, and the dispatch
 * with its hooks. It knows nothing of tasks, files or sockets.
 */
@NullMarked
package org.jernel.syscall;

import org.jspecify.annotations.NullMarked;
