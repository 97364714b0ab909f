"""Writes ca.pem, server.pem and server-key.pem into the folder given: for localhost and 127.0.0.1, by an authority of
its own whose private key is forgotten at once, so that nobody can make another certificate that is trusted with it."""

import datetime
import ipaddress
import os
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

folder = pathlib.Path(sys.argv[1])
days = int(sys.argv[2])
now = datetime.datetime.now(datetime.timezone.utc)


def name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def builder(subject, issuer, key):
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def usage(**used):
    bits = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign"
    return x509.KeyUsage(**{bit: used.get(bit, False) for bit in bits.split()}, encipher_only=False, decipher_only=False)


authority = "Local Azure"
authority_key = ec.generate_private_key(ec.SECP256R1())
authority_id = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
ca = (
    builder(authority, authority, authority_key)
    .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
    .add_extension(authority_id, critical=False)
    .sign(authority_key, hashes.SHA256())
)
key = ec.generate_private_key(ec.SECP256R1())
names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
server = (
    builder("localhost", authority, key)
    .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    .add_extension(x509.SubjectAlternativeName(names), critical=False)
    .add_extension(usage(digital_signature=True), critical=True)
    .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
    .sign(authority_key, hashes.SHA256())
)
private = key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
for file, content in [
    ("ca.pem", ca.public_bytes(serialization.Encoding.PEM)),
    ("server.pem", server.public_bytes(serialization.Encoding.PEM)),
    ("server-key.pem", private),
]:
    with os.fdopen(os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
