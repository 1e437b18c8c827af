package org.jernel.user.bin;

import java.util.List;
import java.util.Map;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Signal;
import org.jernel.syscall.Errno;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * {@code halt}, {@code poweroff} and {@code reboot}, which are one program that goes by its name: asks the others to end,
 * then has the kernel end. {@code -f} does not ask.
 */
final class Halt implements Program {

    /** What the kernel is told of each name. */
    private static final Map<String, Integer> COMMANDS =
            Map.of("halt", Libc.RB_HALT_SYSTEM, "poweroff", Libc.RB_POWER_OFF, "reboot", Libc.RB_AUTOBOOT);

    private static final int EVERYBODY = -1;
    private static final int TRIES = 20;
    private static final long BETWEEN_TRIES_NANOS = 10_000_000;

    @Override
    public int main(Libc libc, List<String> argv) {
        String name = argv.getFirst();
        Integer command = COMMANDS.get(name.substring(name.lastIndexOf('/') + 1));
        boolean restarts = command != null && command == Libc.RB_AUTOBOOT;
        Getopt.Use use = Getopt.of(restarts ? "[-f] [COMMAND]" : "[-f]", "f").with("force", 'f').parse(libc, argv);
        if (command == null || !use.allows(restarts ? 1 : 0)) {
            return use.exitCode(1);
        }
        return goDown(libc, name, command, use.has('f'), use.operands().isEmpty() ? null : use.operands().getFirst());
    }

    private static int goDown(Libc libc, String name, int command, boolean force, @Nullable String argument) {
        if (!libc.capget().has(Cred.CAP_SYS_BOOT)) {
            // Known beforehand, for by the time that reboot(2) says so the others have been asked to end.
            libc.dprintf(Libc.STDERR_FILENO, "%s: %s\n", name, Errno.EPERM.message());
            return 1;
        }
        libc.sync();
        if (!force && libc.kill(EVERYBODY, Signal.SIGTERM.number()) == 0) {
            awaitEnds(libc);
        }
        int _ = argument == null ? libc.reboot(command) : libc.reboot2(argument);
        libc.perror(name);
        return 1;
    }

    /** A while, not for ever: who ignores the signal ends with the kernel. */
    private static void awaitEnds(Libc libc) {
        for (int tries = 0; tries < TRIES && libc.kill(EVERYBODY, 0) == 0; tries++) {
            libc.nanosleep(BETWEEN_TRIES_NANOS);
        }
    }
}
