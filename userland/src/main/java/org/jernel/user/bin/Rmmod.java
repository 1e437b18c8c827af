package org.jernel.user.bin;

import java.util.List;

import org.jernel.kernel.file.Fcntl;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Unloads modules, with the messages of kmod; {@code -f} by force. */
final class Rmmod implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-f] MODULE...", "f").with("force", 'f');

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        if (use.operands().isEmpty()) {
            libc.dprintf(2, "rmmod: ERROR: missing module name.\n");
            return 1;
        }
        int code = 0;
        for (String name : use.operands()) {
            if (!remove(libc, name, use.has('f'))) {
                code = 1;
            }
        }
        return code;
    }

    private static boolean remove(Libc libc, String name, boolean force) {
        String refusal = force ? null : refusal(libc, name);
        if (refusal == null) {
            int flags = Fcntl.O_NONBLOCK | (force ? Fcntl.O_TRUNC : 0);
            if (libc.deleteModule(name, flags) == 0) {
                return true;
            }
            refusal = "could not remove module " + name + ": " + Errno.strerror(libc.errno());
        }
        libc.dprintf(2, "rmmod: ERROR: %s\n", refusal);
        return false;
    }

    /** Why the module stays, as far as the list of modules tells. {@code check_module_inuse}. */
    private static @Nullable String refusal(Libc libc, String name) {
        for (ModuleLine module : ModuleLine.read(libc)) {
            if (module.name().equals(name)) {
                if (!module.holders().isEmpty()) {
                    return "Module " + name + " is in use by: " + String.join(" ", module.holders());
                }
                return module.refcount() == 0 ? null : "Module " + name + " is in use";
            }
        }
        return "Module " + name + " is not currently loaded";
    }
}
