/**
 * Servers as processes with disks of their own, to be measured, killed and started again.
 *
 * <pre>
 *   Servers <-- StargazerServers   one begins, the others are invited and join
 *      ^------- EtcdServers        Debian's etcd-server with its default settings
 *   Folder, Ports                  what they stand on
 * </pre>
 */
@NullMarked
package io.stargazer.bench.log.servers;

import org.jspecify.annotations.NullMarked;
