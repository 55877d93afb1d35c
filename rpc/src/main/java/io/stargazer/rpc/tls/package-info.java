/**
 * TLS on every port (ID-5), switched on by giving certificates.
 *
 * <pre>
 *   TlsSettings (which files) -> TlsMaterial (what is in them) -> Tls (in force now; refresh)
 *                                     Pem, ClearTrust                |
 *   accepted connection -> Threshold -> SslHandler -> HTTP upgrade, RPC
 * </pre>
 *
 * The JDK's own TLS, no other: see docs/adr/0026-tls.md.
 */
@NullMarked
package io.stargazer.rpc.tls;

import org.jspecify.annotations.NullMarked;
