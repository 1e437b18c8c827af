package org.jernel.user.bin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** Which tasks have a socket open, found as {@code netstat -p} and {@code ss -p} do: by the links in {@code /proc/PID/fd}. */
final class ProcOwners {

    private static final String SOCKET = "socket:[";

    /** A descriptor of a socket. */
    record Owner(String pid, String program, String fd) {}

    private final Map<Long, List<Owner>> byInode = new HashMap<>();

    static ProcOwners scan(Libc libc) {
        ProcOwners owners = new ProcOwners();
        orEmpty(libc.readDirectory("/proc")).stream()
                .filter(name -> name.matches("[0-9]+"))
                .forEach(pid -> owners.addTask(libc, pid));
        return owners;
    }

    /** A task may end while it is looked at; what is gone is left out. */
    private void addTask(Libc libc, String pid) {
        String comm = libc.readFile("/proc/" + pid + "/comm");
        String directory = "/proc/" + pid + "/fd";
        for (String fd : orEmpty(libc.readDirectory(directory))) {
            String target = libc.readlink(directory + "/" + fd);
            if (comm != null && target != null && target.startsWith(SOCKET)) {
                long inode = Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
                byInode.computeIfAbsent(inode, _ -> new ArrayList<>()).add(new Owner(pid, comm.strip(), fd));
            }
        }
    }

    private static List<String> orEmpty(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    List<Owner> of(ProcSocket socket) {
        return byInode.getOrDefault(socket.inode(), List.of());
    }
}
