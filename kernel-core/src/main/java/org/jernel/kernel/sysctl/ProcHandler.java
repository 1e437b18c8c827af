package org.jernel.kernel.sysctl;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.FilePosition;

/** How a row is read and written as text. {@code proc_handler}. */
public interface ProcHandler {

    /** The bytes of the row at that position, at most {@code room}; an empty array at the end. Moves the position. */
    byte[] read(int room, FilePosition position);

    /** Takes text. Returns the bytes taken, or -errno. Moves the position. */
    @CheckReturnValue
    long write(byte[] text, FilePosition position);
}
