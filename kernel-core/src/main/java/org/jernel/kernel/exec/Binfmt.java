package org.jernel.kernel.exec;

import org.jernel.kernel.task.UserMode;
import org.jspecify.annotations.Nullable;

/** A kind of file that can be executed. {@code struct linux_binfmt}. */
public interface Binfmt {

    /** What is to be done with a file. */
    sealed interface Loaded {}

    /** Another file is executed instead, which gets this one as an argument. */
    record Interpreter(String path) implements Loaded {}

    /** The file is this program. */
    record Image(UserMode program) implements Loaded {}

    /**
     * Looks at a file that is to be executed; throws what execve fails with if it is of this kind and cannot be.
     *
     * @return null for a file of another kind
     */
    @Nullable
    Loaded loadBinary(Binprm bprm);
}
