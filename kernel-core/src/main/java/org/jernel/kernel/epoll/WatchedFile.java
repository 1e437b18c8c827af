package org.jernel.kernel.epoll;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.ReleaseHook;
import org.jspecify.annotations.Nullable;

/**
 * The epolls that watch one file, so that its end takes it out of all. {@code file->f_ep}.
 *
 * <p>Lock order: an epoll's mutex, then this object's monitor, which is a leaf.
 */
final class WatchedFile implements ReleaseHook {

    private final List<EpItem> items = new ArrayList<>();

    /** The watchers of a file, which has some from now on. */
    static WatchedFile of(File file) {
        return (WatchedFile) file.releaseHook(WatchedFile::new);
    }

    /** The epolls that watch a file. */
    static List<EventPoll> watchers(File file) {
        return file.releaseHook() instanceof WatchedFile watched ? watched.watchers() : List.of();
    }

    private synchronized List<EventPoll> watchers() {
        return items.stream().map(item -> item.eventPoll).toList();
    }

    synchronized void add(EpItem item) {
        items.add(item);
    }

    synchronized void remove(EpItem item) {
        items.remove(item);
    }

    private synchronized @Nullable EpItem any() {
        return items.isEmpty() ? null : items.getLast();
    }

    /** {@code eventpoll_release_file}. Until it is done the file's operations may still be asked for readiness. */
    @Override
    public void released() {
        for (EpItem item = any(); item != null; item = any()) {
            item.eventPoll.forget(item);
        }
    }
}
