package org.jernel.kernel.task;

import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.FsStruct;
import org.jernel.kernel.mm.AddressSpace;
import org.jspecify.annotations.Nullable;

/**
 * All that a new task starts with.
 *
 * @param exitSignal what its parent gets when it ends, 0 for none
 */
record TaskSpec(
        String comm,
        @Nullable Task parent,
        Cred cred,
        @Nullable UserMode userMode,
        @Nullable AddressSpace mm,
        FdTable files,
        FsStruct fs,
        Rlimits rlimits,
        SignalState signals,
        int exitSignal,
        TaskBody body) {}
