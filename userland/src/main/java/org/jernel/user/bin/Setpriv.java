package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jernel.kernel.task.Cred;
import org.jernel.user.libc.Capabilities;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as another user or with fewer rights, or shows those that it has:
 * {@code setpriv -d | [OPTION]... PROGRAM [ARG]...}, as util-linux has it.
 */
final class Setpriv implements Program {

    private static final char NO_NEW_PRIVS = 'n';
    private static final char BOUNDING_SET = 'B';
    private static final char INHERITABLE = 'I';
    private static final char AMBIENT = 'A';
    private static final char CLEAR_GROUPS = 'c';
    private static final char KEEP_GROUPS = 'k';
    private static final char GROUPS = 'G';
    private static final char REUID = 'u';
    private static final char REGID = 'g';

    private static final Getopt OPTIONS = Getopt.of(
            "-d | [--reuid UID] [--regid GID] [--clear-groups | --keep-groups | --groups GROUP,...] [--nnp] "
                    + "[--bounding-set CAPS] [--inh-caps CAPS] [--ambient-caps CAPS] PROGRAM [ARG]...",
            "dnB:I:A:ckG:u:g:")
            .with("dump", 'd')
            .with("nnp", NO_NEW_PRIVS)
            .with("no-new-privs", NO_NEW_PRIVS)
            .with("bounding-set", BOUNDING_SET)
            .with("inh-caps", INHERITABLE)
            .with("ambient-caps", AMBIENT)
            .with("clear-groups", CLEAR_GROUPS)
            .with("keep-groups", KEEP_GROUPS)
            .with("groups", GROUPS)
            .with("reuid", REUID)
            .with("regid", REGID)
            .posix();

    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_GET_NO_NEW_PRIVS = 39;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_IS_SET = 1;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_LOWER = 3;

    private static final int NO_RIGHT = 127;

    /** What ends it, with the message that is to be told. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int exitCode;

        /** A command line that is wrong. */
        Refusal(String message) {
            this(message, 1);
        }

        private Refusal(String message, int exitCode) {
            super(message, null, false, false);
            this.exitCode = exitCode;
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        try {
            if (use.has('d')) {
                if (argv.size() > 2) {
                    throw new Refusal("--dump is incompatible with all other options");
                }
                dump(libc);
                return 0;
            }
            if (use.operands().isEmpty()) {
                throw new Refusal("No program specified");
            }
            apply(libc, use);
        } catch (Refusal e) {
            libc.dprintf(Libc.STDERR_FILENO, "setpriv: %s\n", String.valueOf(e.getMessage()));
            return e.exitCode;
        }
        String failure = "setpriv: failed to execute " + use.operands().getFirst();
        return Execution.execute(libc, use.operands(), libc.environ(), failure);
    }

    private static void apply(Libc libc, Getopt.Use use) {
        Users users = new Users(libc);
        Integer uid = number("reuid", use.value(REUID), users::uid);
        Integer gid = number("regid", use.value(REGID), users::gid);
        List<Integer> groups = groups(use, users);
        long ways = Stream.of(CLEAR_GROUPS, KEEP_GROUPS, GROUPS).filter(use::has).count();
        if (ways > 1) {
            throw new Refusal("mutually exclusive arguments: --clear-groups --keep-groups --groups");
        }
        if (gid != null && ways == 0) {
            throw new Refusal("--[re]gid requires --keep-groups, --clear-groups, --init-groups, or --groups");
        }
        CapabilityChange bounding = CapabilityChange.of(use.value(BOUNDING_SET));
        CapabilityChange inheritable = CapabilityChange.of(use.value(INHERITABLE));
        CapabilityChange ambient = CapabilityChange.of(use.value(AMBIENT));

        if (use.has(NO_NEW_PRIVS)) {
            check(libc, libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0), "disallow granting new privileges failed");
        }
        // What is permitted outlives the change of user, so that the rest can be done.
        check(libc, libc.prctl(PR_SET_KEEPCAPS, 1, 0), "keep process capabilities failed");
        if (uid != null) {
            check(libc, libc.setresuid(uid, uid, uid), "setresuid failed");
            Capabilities kept = libc.capget();
            check(libc, libc.capset(kept.withEffective(kept.permitted())), "apply capabilities");
        }
        if (gid != null) {
            check(libc, libc.setresgid(gid, gid, gid), "setresgid failed");
        }
        if (groups != null) {
            check(libc, libc.setgroups(groups), "setgroups failed");
        }
        change(libc, bounding, inheritable, ambient);
    }

    private static void change(
            Libc libc, CapabilityChange bounding, CapabilityChange inheritable, CapabilityChange ambient) {
        // Who may not change the set goes on with what there is, as capng_apply(3) does.
        boolean mayDrop = libc.capget().has(Cred.CAP_SETPCAP);
        for (int capability = 0; mayDrop && capability < CapabilityNames.count(); capability++) {
            if ((bounding.removed() >>> capability & 1) != 0) {
                check(libc, libc.prctl(PR_CAPBSET_DROP, capability, 0), "apply capabilities");
            }
        }
        Capabilities own = libc.capget();
        if (!inheritable.isNone()) {
            check(libc, libc.capset(own.withInheritable(inheritable.apply(own.inheritable()))), "apply capabilities");
        }
        for (int capability = 0; capability < CapabilityNames.count(); capability++) {
            int operation = (ambient.added() >>> capability & 1) != 0
                    ? PR_CAP_AMBIENT_RAISE
                    : (ambient.removed() >>> capability & 1) != 0 ? PR_CAP_AMBIENT_LOWER : 0;
            if (operation != 0) {
                check(libc, libc.prctl(PR_CAP_AMBIENT, operation, capability), "apply capabilities");
            }
        }
    }

    private static @Nullable Integer number(
            String option, @Nullable String value, Function<String, @Nullable Integer> find) {
        if (value == null) {
            return null;
        }
        Integer number = find.apply(value);
        if (number == null) {
            throw new Refusal("failed to parse " + option + ": '" + value + "'");
        }
        return number;
    }

    private static @Nullable List<Integer> groups(Getopt.Use use, Users users) {
        String names = use.value(GROUPS);
        if (names == null) {
            return use.has(CLEAR_GROUPS) ? List.of() : null;
        }
        List<Integer> groups = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Integer gid = users.gid(name);
            if (gid == null) {
                throw new Refusal("Invalid supplementary group id: '" + name + "'");
            }
            groups.add(gid);
        }
        return groups;
    }

    private static void check(Libc libc, int result, String failure) {
        if (result < 0) {
            throw new Refusal(failure + ": " + libc.strerror(libc.errno()), NO_RIGHT);
        }
    }

    private static void dump(Libc libc) {
        libc.printf("uid: %d\neuid: %d\n", libc.getuid(), libc.geteuid());
        libc.printf("gid: %d\negid: %d\n", libc.getgid(), libc.getegid());
        String groups = libc.getgroups().stream().map(Integer::toUnsignedString).collect(Collectors.joining(","));
        libc.printf("Supplementary groups: %s\n", groups.isEmpty() ? "[none]" : groups);
        libc.printf("no_new_privs: %d\n", libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0));
        long bounding = 0;
        long ambient = 0;
        for (int capability = 0; capability < CapabilityNames.count(); capability++) {
            bounding |= (libc.prctl(PR_CAPBSET_READ, capability, 0) > 0 ? 1L : 0L) << capability;
            ambient |= (libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability) > 0 ? 1L : 0L) << capability;
        }
        libc.printf("Inheritable capabilities: %s\n", CapabilityNames.text(libc.capget().inheritable()));
        libc.printf("Ambient capabilities: %s\n", CapabilityNames.text(ambient));
        libc.printf("Capability bounding set: %s\n", CapabilityNames.text(bounding));
    }
}
