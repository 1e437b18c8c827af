package org.jernel.user.bin;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;
import org.jspecify.annotations.Nullable;

/** Tells who a user is, the one that runs it unless one is named: {@code id [-ugGnr] [USER]...}. */
final class Id implements Program {

    private static final Getopt OPTIONS = Getopt.of("[-ugGnr] [USER]...", "ugGnr")
            .with("user", 'u')
            .with("group", 'g')
            .with("groups", 'G')
            .with("name", 'n')
            .with("real", 'r');

    /** Somebody's numbers; all groups with the effective one first. */
    private record Identity(int uid, int euid, int gid, int egid, Set<Integer> groups) {

        static Identity own(Libc libc) {
            int gid = libc.getgid();
            int egid = libc.getegid();
            Set<Integer> groups = new LinkedHashSet<>(List.of(gid, egid).stream().distinct().toList());
            groups.addAll(libc.getgroups());
            return new Identity(libc.getuid(), libc.geteuid(), gid, egid, groups);
        }
    }

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (use.isOver()) {
            return use.exitCode(1);
        }
        List<Character> choices = List.of('u', 'g', 'G').stream().filter(use::has).toList();
        if (choices.size() > 1) {
            return fail(libc, "cannot print \"only\" of more than one choice");
        }
        if (choices.isEmpty() && (use.has('n') || use.has('r'))) {
            return fail(libc, "cannot print only names or real IDs in default format");
        }
        Users users = new Users(libc);
        if (use.operands().isEmpty()) {
            show(libc, use, users, Identity.own(libc));
            return 0;
        }
        int status = 0;
        for (String name : use.operands()) {
            Identity identity = named(users, name);
            if (identity == null) {
                status = fail(libc, "'" + name + "': no such user");
            } else {
                show(libc, use, users, identity);
            }
        }
        return status;
    }

    private static @Nullable Identity named(Users users, String name) {
        Integer uid = users.uid(name);
        Integer gid = uid == null ? null : users.primaryGroup(uid);
        return uid == null || gid == null ? null : new Identity(uid, uid, gid, gid, Set.of(gid));
    }

    private static int fail(Libc libc, String message) {
        libc.dprintf(Libc.STDERR_FILENO, "id: %s\n", message);
        return 1;
    }

    private static void show(Libc libc, Getopt.Use use, Users users, Identity identity) {
        IntFunction<String> user = use.has('n') ? users::user : Integer::toUnsignedString;
        IntFunction<String> group = use.has('n') ? users::group : Integer::toUnsignedString;
        if (use.has('u')) {
            libc.printf("%s\n", user.apply(use.has('r') ? identity.uid : identity.euid));
        } else if (use.has('g')) {
            libc.printf("%s\n", group.apply(use.has('r') ? identity.gid : identity.egid));
        } else if (use.has('G')) {
            libc.printf("%s\n", identity.groups.stream().map(group::apply).collect(Collectors.joining(" ")));
        } else {
            libc.printf("%s\n", line(users, identity));
        }
    }

    private static String line(Users users, Identity identity) {
        StringBuilder line = new StringBuilder("uid=").append(withName(identity.uid, users::userName));
        line.append(" gid=").append(withName(identity.gid, users::groupName));
        if (identity.euid != identity.uid) {
            line.append(" euid=").append(withName(identity.euid, users::userName));
        }
        if (identity.egid != identity.gid) {
            line.append(" egid=").append(withName(identity.egid, users::groupName));
        }
        return line.append(" groups=")
                .append(identity.groups.stream()
                        .map(gid -> withName(gid, users::groupName))
                        .collect(Collectors.joining(",")))
                .toString();
    }

    private static String withName(int number, IntFunction<@Nullable String> names) {
        String name = names.apply(number);
        return Integer.toUnsignedString(number) + (name == null ? "" : "(" + name + ")");
    }
}
