/** The compile-time processor that expands SyscallDefine methods into stubs and metadata, as {@code gcc -E} does. */
@NullMarked
package org.jernel.syscall.processor;

import org.jspecify.annotations.NullMarked;
