package org.jernel.user.bin;

import java.util.List;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Program;

/** Gives files to somebody else: {@code chown [-h] [USER][:GROUP] FILE...}. */
final class Chown implements Program {

    private static final Getopt OPTIONS =
            Getopt.of("[-h] [USER][:GROUP] FILE...", "h").with("no-dereference", 'h');

    private static final int LEAVE = -1;

    @Override
    public int main(Libc libc, List<String> argv) {
        Getopt.Use use = OPTIONS.parse(libc, argv);
        if (!use.needs(2)) {
            return use.exitCode(1);
        }
        String owner = use.operands().getFirst();
        int colon = owner.indexOf(':');
        String user = colon < 0 ? owner : owner.substring(0, colon);
        String group = colon < 0 ? "" : owner.substring(colon + 1);
        Users users = new Users(libc);
        Integer uid = user.isEmpty() ? Integer.valueOf(LEAVE) : users.uid(user);
        Integer gid = group.isEmpty() ? Integer.valueOf(LEAVE) : users.gid(group);
        if (uid == null || gid == null) {
            libc.dprintf(
                    Libc.STDERR_FILENO, "chown: invalid %s: '%s'\n", uid == null ? "user" : "group", owner);
            return 1;
        }
        int code = 0;
        for (String file : use.operands().subList(1, use.operands().size())) {
            int changed = use.has('h') ? libc.lchown(file, uid, gid) : libc.chown(file, uid, gid);
            if (changed < 0) {
                libc.perror(libc.lstat(file) == null
                        ? "chown: cannot access '" + file + "'"
                        : "chown: changing ownership of '" + file + "'");
                code = 1;
            }
        }
        return code;
    }
}
