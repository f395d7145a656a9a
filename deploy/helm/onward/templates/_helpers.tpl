{{- define "onward.image" -}}
{{ .root.Values.image.repository }}-{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end -}}

{{/* Of a component: dict "root" $ "name" "matching". */}}
{{- define "onward.selector" -}}
app.kubernetes.io/name: onward
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "onward.labels" -}}
{{ include "onward.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{- define "onward.port" -}}
{{ index (dict "ingest" 8001 "validation" 8002 "matching" 8003 "reporting" 8004) . }}
{{- end -}}

{{- define "onward.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "onward.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{/* How to reach Kafka: dict "root" $ "name" "matching". */}}
{{- define "onward.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka -}}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ $kafka.bootstrapServers | quote }}}
- {name: ONWARD_TOPIC_PREFIX, value: {{ .root.Values.topicPrefix | quote }}}
- {name: ONWARD_KAFKA_SECURITY, value: {{ $kafka.security | quote }}}
{{- if hasPrefix "SASL" $kafka.security }}
- {name: ONWARD_KAFKA_USERNAME, value: {{ index $kafka.accounts .name | quote }}}
- {name: ONWARD_KAFKA_PASSWORD_FILE, value: /run/onward/kafka/password}
{{- end }}
{{- if and (hasSuffix "SSL" $kafka.security) $kafka.caSecret }}
- {name: ONWARD_KAFKA_CA_FILE, value: /run/onward/kafka-ca/ca.crt}
{{- end }}
{{- end -}}

{{- define "onward.kafkaMounts" -}}
{{- if hasPrefix "SASL" .root.Values.kafka.security }}
- {name: kafka, mountPath: /run/onward/kafka, readOnly: true}
{{- end }}
{{- if and (hasSuffix "SSL" .root.Values.kafka.security) .root.Values.kafka.caSecret }}
- {name: kafka-ca, mountPath: /run/onward/kafka-ca, readOnly: true}
{{- end }}
{{- end -}}

{{- define "onward.kafkaVolumes" -}}
{{- if hasPrefix "SASL" .root.Values.kafka.security }}
- name: kafka
  secret:
    secretName: {{ .root.Values.kafka.passwordsSecret }}
    defaultMode: 0440
    items: [{key: {{ .name }}, path: password}]
{{- end }}
{{- if and (hasSuffix "SSL" .root.Values.kafka.security) .root.Values.kafka.caSecret }}
- name: kafka-ca
  secret: {secretName: {{ .root.Values.kafka.caSecret }}, defaultMode: 0440}
{{- end }}
{{- end -}}

{{- define "onward.extraEnv" -}}
{{- range $name, $value := . }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end -}}

{{/* A folder for what is being read; in memory, so that nothing about anybody is laid down on a node's disk. */}}
{{- define "onward.tmp" -}}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 256Mi}
{{- end -}}

{{/* What no schema can say about values that only mean something together. */}}
{{- define "onward.check" -}}
{{- $wanted := 0 -}}
{{- range $name, $service := .Values.services -}}
{{- if gt (int $service.replicas.min) (int $service.replicas.max) -}}
{{- fail (printf "services.%s.replicas: min %d is above max %d" $name (int $service.replicas.min) (int $service.replicas.max)) -}}
{{- end -}}
{{- $replicas := ternary $service.replicas.max $service.replicas.min $.Values.autoscaling.enabled -}}
{{- $wanted = add $wanted (mul (add $replicas 1) $service.poolSize) -}}
{{- end -}}
{{- $left := sub .Values.database.maxConnections .Values.database.keptConnections -}}
{{- if gt (int $wanted) (int $left) -}}
{{- fail (printf "the replicas of all services, and one more of each during a rolling update, may open %d connections; database.maxConnections %d less keptConnections %d leaves %d: lower replicas.max or poolSize, or give PostgreSQL more" (int $wanted) (int .Values.database.maxConnections) (int .Values.database.keptConnections) (int $left)) -}}
{{- end -}}
{{- if and (ne .Values.vault.accessMode "ReadWriteMany") (not .Values.vault.existingClaim) (gt (int .Values.services.ingest.replicas.max) 1) -}}
{{- fail "vault.accessMode: all replicas of ingest write the vault, so it is ReadWriteMany, or services.ingest.replicas.max is 1" -}}
{{- end -}}
{{- if and (hasSuffix "PLAINTEXT" .Values.kafka.security) (not .Values.kafka.allowUnencrypted) -}}
{{- fail "kafka.security: without TLS only with kafka.allowUnencrypted, for a trial or where the network itself encrypts" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.trustedProxies) -}}
{{- fail "trustedProxies: name the address or network of the ingress controller, or all wrong passwords count for one address" -}}
{{- end -}}
{{- if and (eq .Values.signIn.localAccounts "emergency") (not .Values.signIn.issuer) -}}
{{- fail "signIn.localAccounts: emergency needs a provider, signIn.issuer" -}}
{{- end -}}
{{- if and .Values.signIn.issuer (not .Values.signIn.clientId) -}}
{{- fail "signIn.issuer needs signIn.clientId" -}}
{{- end -}}
{{- if and (or .Values.backup.enabled .Values.restore.from) (not .Values.backup.claim) -}}
{{- fail "backup.claim: name the volume claim of the backups, on another disk than the deployment's" -}}
{{- end -}}
{{- if and .Values.mail.host (not .Values.mail.from) -}}
{{- fail "mail.host needs mail.from" -}}
{{- end -}}
{{- end -}}

{{- /* App roles of the provider as JSON, in the order in which they count. */ -}}
{{- define "onward.roles" -}}
{ {{- range $place, $one := . }}{{ if $place }}, {{ end }}{{ $one.app | toJson }}: {{ $one.role | toJson }}{{ end -}} }
{{- end -}}
