package org.jernel.user.libc;

/**
 * What {@code epoll_wait} tells of a descriptor.
 *
 * @param events EPOLLIN and the like
 * @param fd the descriptor, which this library stores as the event's data
 */
public record EpollEvent(int events, int fd) {}
