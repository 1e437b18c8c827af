package org.jernel.user.bin;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** Names and numbers of users and groups, from {@code /etc/passwd} and {@code /etc/group}. */
final class Users {

    private static final int NAME = 0;
    private static final int NUMBER = 2;
    private static final int GROUP = 3;

    private final String users;
    private final String groups;

    Users(Libc libc) {
        users = text(libc, "/etc/passwd");
        groups = text(libc, "/etc/group");
    }

    private static String text(Libc libc, String file) {
        String text = libc.readFile(file);
        return text == null ? "" : text;
    }

    /** A user's name, or the number where there is none. */
    String user(int uid) {
        String name = userName(uid);
        return name == null ? Integer.toUnsignedString(uid) : name;
    }

    /** A group's name, or the number where there is none. */
    String group(int gid) {
        String name = groupName(gid);
        return name == null ? Integer.toUnsignedString(gid) : name;
    }

    /** A user's name, or null. */
    @Nullable
    String userName(int uid) {
        return find(users, NUMBER, Integer.toUnsignedString(uid), NAME);
    }

    /** A group's name, or null. */
    @Nullable
    String groupName(int gid) {
        return find(groups, NUMBER, Integer.toUnsignedString(gid), NAME);
    }

    /** The group that a user logs in with, or null for one whom no file knows. */
    @Nullable
    Integer primaryGroup(int uid) {
        String gid = find(users, NUMBER, Integer.toUnsignedString(uid), GROUP);
        return gid == null ? null : gid(gid);
    }

    /** A user's number by name or digits, or null. */
    @Nullable
    Integer uid(String user) {
        return number(users, user);
    }

    /** A group's number by name or digits, or null. */
    @Nullable
    Integer gid(String group) {
        return number(groups, group);
    }

    private static @Nullable Integer number(String file, String name) {
        String number = find(file, NAME, name, NUMBER);
        String digits = number == null ? name : number;
        return digits.matches("[0-9]{1,10}") && Long.parseLong(digits) < 0xffff_ffffL
                ? Integer.valueOf((int) Long.parseLong(digits))
                : null;
    }

    private static @Nullable String find(String file, int key, String value, int wanted) {
        for (String line : file.split("\n", -1)) {
            String[] fields = line.split(":", -1);
            if (fields.length > Math.max(key, wanted) && fields[key].equals(value)) {
                return fields[wanted];
            }
        }
        return null;
    }
}
