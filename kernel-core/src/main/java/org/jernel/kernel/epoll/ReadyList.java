package org.jernel.kernel.epoll;

import org.jspecify.annotations.Nullable;

/** Items in the order they became ready; an item is in one such list at a time. Not thread-safe, allocates nothing. */
final class ReadyList {

    private @Nullable EpItem first;
    private @Nullable EpItem last;

    boolean isEmpty() {
        return first == null;
    }

    void addLast(EpItem item) {
        item.linked = true;
        item.previousReady = last;
        if (last == null) {
            first = item;
        } else {
            last.nextReady = item;
        }
        last = item;
    }

    void addFirst(EpItem item) {
        item.linked = true;
        item.nextReady = first;
        if (first == null) {
            last = item;
        } else {
            first.previousReady = item;
        }
        first = item;
    }

    /** Takes an item out that is in this list. */
    void remove(EpItem item) {
        if (item.previousReady == null) {
            first = item.nextReady;
        } else {
            item.previousReady.nextReady = item.nextReady;
        }
        if (item.nextReady == null) {
            last = item.previousReady;
        } else {
            item.nextReady.previousReady = item.previousReady;
        }
        item.previousReady = null;
        item.nextReady = null;
        item.linked = false;
    }

    @Nullable
    EpItem pollFirst() {
        EpItem item = first;
        if (item != null) {
            remove(item);
        }
        return item;
    }

    /** Takes over all items of {@code other}, before those that are here. */
    void prepend(ReadyList other) {
        EpItem otherLast = other.last;
        if (otherLast == null) {
            return;
        }
        otherLast.nextReady = first;
        if (first == null) {
            last = otherLast;
        } else {
            first.previousReady = otherLast;
        }
        first = other.first;
        other.first = null;
        other.last = null;
    }
}
