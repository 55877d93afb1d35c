/** What servers share in speaking RPC with applications: who calls, and how values are streamed. */
@NullMarked
package io.stargazer.server.rpc;

import org.jspecify.annotations.NullMarked;
